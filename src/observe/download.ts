/** A connection that is open while something happens: a page fetched slowly. */
import type { Engine, RunningExec } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { observeInNode, watchInNode } from '../orchestrator/run-in-node.ts';
import { parseConnections } from '../parsers/ipvsadm-connections.ts';
import type { ProberSpec } from './prober.ts';
import { tool } from './tools.ts';
import { until } from './until.ts';

export interface Download {
  /** A page of at least `seconds` × `bytesPerSecond`. */
  path: string;
  bytesPerSecond: number;
}

export interface DownloadSeen {
  survived: boolean;
  /** curl's: 0 all came, 56 the connection was reset, 28 nothing came any more, 18 it ended early. */
  exitCode: number;
  bytes: number;
  /** Whether the backup had the connection in its table before the director was broken. */
  wasKnown: boolean;
}

/**
 * Beyond the ports that a kernel chooses by itself, so that the connection is known in a table by its port; and another
 * one each time, for a backup may remember the last.
 */
const FIRST_PORT = 61_000;
const PORTS = 4_000;
/** Taken by somebody else, the next ones are tried. */
const SPARE_PORTS = 9;
/** Nothing for this long, and the connection counts as dead. TCP that waits for answers tries again ever more rarely. */
const SILENCE_S = 15;
/** Copies of connections reach the backup's table after a few packets. */
const COPY_MS = 3000;
const END_MS = 60_000;

export class SlowDownload {
  readonly #engine: Engine;
  readonly #client: ProberSpec;
  readonly #running: RunningExec;
  #output = '';

  readonly #firstPort: number;
  readonly #given: AbortController;

  private constructor(
    engine: Engine,
    client: ProberSpec,
    firstPort: number,
    running: RunningExec,
    given: AbortController,
  ) {
    this.#firstPort = firstPort;
    this.#given = given;
    this.#engine = engine;
    this.#client = client;
    this.#running = running;
    running.stdout.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    running.stdin.end();
  }

  static async open(engine: Engine, client: ProberSpec, { path, bytesPerSecond }: Download): Promise<SlowDownload> {
    const first = FIRST_PORT + Math.floor(Math.random() * PORTS);
    const command = [
      tool('curl'),
      '-q',
      '-s',
      '--noproxy',
      '*',
      '--local-port',
      `${first}-${first + SPARE_PORTS}`,
      '--limit-rate',
      String(bytesPerSecond),
      '--speed-limit',
      '1',
      '--speed-time',
      String(SILENCE_S),
      '--max-time',
      String(END_MS / 1000),
      '-o',
      '/dev/null',
      '-w',
      '%{size_download}',
      `http://${client.address}:${client.port}${path}`,
    ];
    const given = new AbortController();
    const running = await watchInNode(engine, client.node, command, given.signal);
    return new SlowDownload(engine, client, first, running, given);
  }

  /** Whether a node has an established connection of the client in its table; waits a little for it to be copied. */
  isKnown(node: NodeHandle): Promise<boolean> {
    return until(async () => {
      const { stdout, exitCode } = await observeInNode(this.#engine, node, [tool('ipvsadm'), '-Lnc']);
      if (exitCode !== 0) return false;
      return parseConnections(stdout).some(
        ({ client: { port }, virtual, state }) =>
          virtual.address === this.#client.address &&
          port >= this.#firstPort &&
          port <= this.#firstPort + SPARE_PORTS &&
          state === 'ESTABLISHED',
      );
    }, COPY_MS);
  }

  /** Waits until the download has ended, one way or the other. */
  async end(): Promise<Omit<DownloadSeen, 'wasKnown'>> {
    const exitCode = await this.#running.exitCode;
    return { survived: exitCode === 0, exitCode, bytes: Number(this.#output) };
  }

  /** Lets it go, if it has not ended; curl ends by itself. */
  async abandon(): Promise<void> {
    this.#given.abort();
    await this.#running.exitCode.catch(() => {});
  }
}
