/** Measuring how long keepalived leaves a dead real server in the table: stop it under a client's eyes, and mend it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { settleAll } from '../util/settle.ts';
import type { Range } from '../models/vrrp.ts';
import type { Engine } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { observeInNode } from '../orchestrator/run-in-node.ts';
import { parseServices } from '../parsers/ipvsadm-services.ts';
import { askNode } from './ask-node.ts';
import { whileAsking, type Prober, type ProberSpec } from './prober.ts';
import type { ServerFailure } from '../models/server-failure.ts';
import { NO_IP_VS } from './table.ts';
import { failServer, type Mend } from './trigger.ts';
import { tool } from './tools.ts';
import { until } from '../util/until.ts';
import type { ServerFailureSeen } from './results.ts';

export interface ServerFailureSpec {
  client: ProberSpec;
  director: NodeHandle;
  /** Other directors whose keepalived checks the servers too: they are waited for, so that all is as it was. */
  others: NodeHandle[];
  /** The real servers that fail, all at the same moment. */
  servers: { node: NodeHandle; device: string; address: string }[];
  failure: ServerFailure;
  removal: Range;
  comeback: Range;
}

/** Asking the table takes its time, and keepalived counts in its own steps. */
const GRACE_MS = 3000;
/** How long the client is watched once the servers are out: requests have to be answered meanwhile, see WAIT_S. */
const DWELL_MS = 2500;
/** And once they are back. */
const AFTERMATH_MS = 1000;

class ServerFailureRun {
  readonly #engine: Engine;
  readonly #spec: ServerFailureSpec;
  readonly #signal: AbortSignal;

  constructor(engine: Engine, spec: ServerFailureSpec, signal: AbortSignal) {
    this.#engine = engine;
    this.#spec = spec;
    this.#signal = signal;
  }

  /** How many of the servers take new connections. */
  async #inService(director = this.#spec.director): Promise<number> {
    const { client, servers } = this.#spec;
    const { stdout } = await askNode(this.#engine, director, [tool('ipvsadm'), '-Ln'], {
      exits: [0, NO_IP_VS],
      timeoutMs: 10_000,
    });
    const service = parseServices(stdout).find(
      ({ protocol, address, port }) => protocol === 'tcp' && address === client.address && port === client.port,
    );
    const taking = (service?.destinations ?? []).filter(({ weight }) => weight > 0).map(({ address }) => address);
    return servers.filter(({ address }) => taking.includes(address)).length;
  }

  async #ask(): Promise<{ exitCode: number; body: string }> {
    const { client } = this.#spec;
    const url = `http://${client.address}:${client.port}${client.path}`;
    const command = [tool('curl'), '-q', '-s', '--noproxy', '*', '--max-time', '2', url];
    const { exitCode, stdout } = await observeInNode(this.#engine, client.node, command);
    return { exitCode, body: stdout.trim().slice(0, 200) };
  }

  /** @returns milliseconds until it came true, undefined when it did not */
  async #time(isTrue: () => Promise<boolean>, deadlineMs: number, signal?: AbortSignal): Promise<number | undefined> {
    const begun = performance.now();
    return (await until(isTrue, deadlineMs, signal)) ? performance.now() - begun : undefined;
  }

  async #watch(prober: Prober): Promise<Omit<ServerFailureSeen, 'requests' | 'marks'>> {
    const { others, servers, failure, removal, comeback } = this.#spec;
    const signal = this.#signal;
    const wasReady = (await prober.settles(signal)) && (await this.#inService()) === servers.length;
    if (!wasReady) {
      return { wasReady, removalMs: undefined, comebackMs: undefined, meanwhile: { exitCode: 0, body: '' } };
    }
    const inOrder: NodeHandle[] = [];
    for (const other of others) if ((await this.#inService(other)) === servers.length) inOrder.push(other);
    const mends: Mend[] = [];
    let removalMs: number | undefined;
    let comebackMs: number | undefined;
    let meanwhile = { exitCode: 0, body: '' };
    try {
      await settleAll(
        servers.map(async ({ node, device }) => {
          mends.push(await failServer(this.#engine, node, failure, device));
        }),
      );
      prober.mark('fail');
      removalMs = await this.#time(async () => (await this.#inService()) === 0, removal.max + GRACE_MS, signal);
      prober.mark('out');
      await sleep(DWELL_MS, undefined, { signal });
      meanwhile = await this.#ask();
      prober.mark('mend');
    } finally {
      await Promise.all(mends.map((mend) => mend()));
      // A director that cannot be asked for a moment is not back yet.
      const areBack = async (director: NodeHandle): Promise<boolean> =>
        (await this.#inService(director).catch(() => 0)) === servers.length;
      comebackMs = await this.#time(() => areBack(this.#spec.director), comeback.max + GRACE_MS);
      for (const other of inOrder) await until(() => areBack(other), comeback.max + GRACE_MS);
    }
    await sleep(AFTERMATH_MS, undefined, { signal });
    return { wasReady, removalMs, comebackMs, meanwhile };
  }

  async run(): Promise<ServerFailureSeen> {
    this.#signal.throwIfAborted();
    const { result, output } = await whileAsking(this.#engine, this.#spec.client, (prober) => this.#watch(prober));
    return { ...result, ...output };
  }
}

/** Always ends with the servers as they were, also when it is interrupted. */
export const runServerFailure = (
  engine: Engine,
  spec: ServerFailureSpec,
  signal: AbortSignal,
): Promise<ServerFailureSeen> => new ServerFailureRun(engine, spec, signal).run();
