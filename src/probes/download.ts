/** A connection that is open while something happens: a page read slowly. */
import { LabError } from '../util/errors.ts';
import type { Engine, RunningExec } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { observeInNode, watchInNode } from '../orchestrator/run-in-node.ts';
import { parseConnections } from '../parsers/ipvsadm-connections.ts';
import { DOWNLOAD_SCRIPT, readProgress, RECEIVE_BUFFER } from './download-script.ts';
import type { ProberSpec } from './prober.ts';
import { tool } from './tools.ts';
import { until } from '../util/until.ts';
import type { Download, DownloadSeen } from './results.ts';
import { within } from './within.ts';
import { logged } from '../util/log.ts';

const END_MS = 15_000;

/**
 * Beyond the ports that a kernel chooses by itself, so that the connection is known in a table by its port; and another
 * one each time, for a backup may remember the last.
 */
const FIRST_PORT = 61_000;
const PORTS = 4_000;
/** Taken by somebody else, the next ones are tried. */
const SPARE_PORTS = 9;
/** Nothing for this long, and the connection counts as dead. TCP that waits for answers tries again ever more rarely. */
const SILENCE_MS = 15_000;
/** More than can have waited in the client since before the failover. */
const ENOUGH = 4 * RECEIVE_BUFFER;
/** Copies of connections reach the backup's table after a few packets. */
const COPY_MS = 3000;

export class SlowDownload {
  readonly #engine: Engine;
  readonly #client: ProberSpec;
  readonly #running: RunningExec;
  readonly #firstPort: number;
  #output = '';
  #complaints = '';

  private constructor(engine: Engine, client: ProberSpec, firstPort: number, running: RunningExec) {
    this.#engine = engine;
    this.#client = client;
    this.#firstPort = firstPort;
    this.#running = running;
    running.stdout.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    running.stderr.on('data', (chunk: Buffer) => (this.#complaints += chunk.toString()));
  }

  static async open(engine: Engine, client: ProberSpec, { path, bytesPerSecond }: Download): Promise<SlowDownload> {
    const { node, address, port } = client;
    const first = FIRST_PORT + Math.floor(Math.random() * PORTS);
    const numbers = [bytesPerSecond, first, first + SPARE_PORTS].map(String);
    const command = [tool('perl'), '-e', DOWNLOAD_SCRIPT, address, String(port), path, ...numbers];
    return new SlowDownload(engine, client, first, await watchInNode(engine, node, command));
  }

  /** Whether a node has an established connection of the client in its table; waits a little for it to be copied. */
  isKnown(node: NodeHandle): Promise<boolean> {
    return until(async () => {
      const { stdout, exitCode } = await observeInNode(this.#engine, node, [tool('ipvsadm'), '-Lnc']);
      if (exitCode !== 0) return false;
      return parseConnections(stdout).some(
        ({ protocol, client: { port }, virtual, state }) =>
          protocol === 'TCP' &&
          virtual.address === this.#client.address &&
          port >= this.#firstPort &&
          port <= this.#firstPort + SPARE_PORTS &&
          state === 'ESTABLISHED',
      );
    }, COPY_MS);
  }

  /** Whether it goes on from here, then lets it go. @throws LabError NODE_UNRESPONSIVE when there never was a connection */
  async end(signal: AbortSignal): Promise<Omit<DownloadSeen, 'wasKnown'>> {
    const { bytes: before } = readProgress(this.#output);
    let { bytes, end } = readProgress(this.#output);
    const isDecided = async (): Promise<boolean> => {
      ({ bytes, end } = readProgress(this.#output));
      return end !== undefined || bytes - before >= ENOUGH || this.#complaints !== '';
    };
    await until(isDecided, SILENCE_MS, signal);
    await this.abandon();
    if (this.#complaints !== '') {
      const { node, address } = this.#client;
      throw new LabError(
        'NODE_UNRESPONSIVE',
        `${node.name} could not download from ${address}: ${this.#complaints.trim()}`,
      );
    }
    const outcome = end ?? (bytes - before >= ENOUGH ? 'went on' : 'silent');
    return { outcome, bytes };
  }

  /** Lets it go. */
  async abandon(): Promise<void> {
    this.#running.stdin.end();
    const ended = within(this.#running.exitCode, END_MS, 'a download that is let go');
    await ended.catch(logged('a download')).finally(() => this.#running.stdin.destroy());
  }
}
