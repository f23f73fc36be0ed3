/** Measuring a failover on a running instance: break one director under a client's eyes, and put it back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { outageOf } from '../models/failover.ts';
import { masterDownMs, type Trigger, type VrrpTimers } from '../models/vrrp.ts';
import { readAdvertisement, type Advertisement } from '../parsers/vrrp-advertisement.ts';
import type { Engine } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { observeInNode } from '../orchestrator/run-in-node.ts';
import { askNode } from './ask-node.ts';
import type { Frame } from '../parsers/tcpdump.ts';
import { whileCapturing } from './capture.ts';
import { SlowDownload } from './download.ts';
import type { Download, DownloadSeen, FailoverSeen } from './results.ts';
import { whileAsking, type Prober, type ProberNews, type ProberSpec } from './prober.ts';
import { shorterOf } from './shorter-of.ts';
import { tool } from './tools.ts';
import { pull, type Mend } from './trigger.ts';
import { until } from '../util/until.ts';

export interface FailoverSpec {
  client: ProberSpec;
  /** The client's interface towards the directors. */
  clientDevice: string;
  /** Holds the address now. */
  director: NodeHandle;
  directorDevice: string;
  backup: NodeHandle;
  trigger: Trigger;
  /** Of the backup. */
  timers: VrrpTimers;
  /** Whether the director takes the address back once it can. */
  preempts: boolean;
  /** Whether it has to, whatever it is set to. */
  takesBack: boolean;
  /** A page that is fetched slowly, from before the director is broken until after the backup has taken over. */
  download: Download | undefined;
  /** Told while it goes on. */
  tell: Tell | undefined;
}

/** What is seen of a failover while it goes on, in the order in which it is known. Times as in `FailoverRecord`. */
export type FailoverNews = ProberNews | { type: 'advertisement'; advertisement: Advertisement };
export type Tell = (news: FailoverNews) => void;

/** keepalived and its machine need this long beyond the timers of VRRP: booting, starting, noticing a link. */
const GRACE_MS = 4000;
/** How long clients are watched once all is well, so that a second interruption is seen. */
const DWELL_MS = 500;

class Failover {
  readonly #engine: Engine;
  readonly #spec: FailoverSpec;
  readonly #signal: AbortSignal;
  /** The director cannot be asked while it is dead or frozen. */
  #isAway = false;

  constructor(engine: Engine, spec: FailoverSpec, signal: AbortSignal) {
    this.#engine = engine;
    this.#spec = spec;
    this.#signal = signal;
  }

  async #hasAddress(node: NodeHandle): Promise<boolean> {
    const command = [tool('ip'), '-o', '-4', 'address', 'show', 'up', 'to', this.#spec.client.address];
    const { stdout } = await askNode(this.#engine, node, command, { timeoutMs: 10_000, what: 'its addresses' });
    return stdout.trim() !== '';
  }

  async #holders(): Promise<string[]> {
    const { director, backup } = this.#spec;
    const nodes = this.#isAway ? [backup] : [director, backup];
    const held = await Promise.all(nodes.map(async (node) => ((await this.#hasAddress(node)) ? [node.name] : [])));
    return held.flat();
  }

  async #isWith(node: NodeHandle, prober: Prober): Promise<boolean> {
    if (!prober.isServed()) return false;
    const holders = await this.#holders();
    return holders.length === 1 && holders[0] === node.name;
  }

  async #mend(mend: Mend): Promise<void> {
    await mend();
    this.#isAway = false;
  }

  /** With `nopreempt` the backup keeps the address: it is stopped until the director has it again. */
  async #handBack(prober: Prober): Promise<void> {
    const { backup, directorDevice, director, timers } = this.#spec;
    const start = await pull(this.#engine, backup, 'stop', directorDevice);
    try {
      await until(() => this.#isWith(director, prober).catch(() => false), masterDownMs(timers) + GRACE_MS);
    } finally {
      await start();
    }
  }

  /** As the client's own ARP cache would in time: up to 45 s until it doubts, and 8 s until it asks everybody. */
  async #forget(): Promise<void> {
    const { client, clientDevice } = this.#spec;
    await observeInNode(this.#engine, client.node, [tool('ip'), 'neigh', 'flush', 'dev', clientDevice]);
  }

  async #watch(prober: Prober): Promise<Omit<FailoverSeen, 'record'> & { broke: boolean }> {
    const { client, director } = this.#spec;
    const signal = this.#signal;
    const wasServed = await prober.settles(signal);
    const before = await this.#holders();
    if (!wasServed || before.length !== 1 || before[0] !== director.name) {
      const holders = { before, during: [], after: before };
      return { broke: false, holders, wasServed, download: undefined, tookBack: undefined, forgot: false };
    }
    const download = this.#spec.download && (await SlowDownload.open(this.#engine, client, this.#spec.download));
    try {
      return { broke: true, wasServed, ...(await this.#breakAndMend(prober, before, download)) };
    } finally {
      await download?.abandon();
    }
  }

  async #breakAndMend(
    prober: Prober,
    before: string[],
    download: SlowDownload | undefined,
  ): Promise<Pick<FailoverSeen, 'holders' | 'download' | 'tookBack' | 'forgot'>> {
    const { director, directorDevice, backup, trigger, timers, preempts, takesBack } = this.#spec;
    const signal = this.#signal;
    const allowedMs = masterDownMs(timers) + GRACE_MS;
    const known = download && (await download.isKnown(backup));
    prober.mark('trigger');
    const mend = await pull(this.#engine, director, trigger, directorDevice);
    this.#isAway = trigger === 'node' || trigger === 'pause';
    prober.mark('broken');
    let during: string[] = [];
    let forgot = false;
    let tookBack: boolean | undefined;
    let downloaded: DownloadSeen | undefined;
    try {
      const tookOver = async (): Promise<boolean> => prober.isServed() && (await this.#hasAddress(backup));
      if (await until(tookOver, allowedMs, signal)) prober.mark('taken-over');
      await sleep(DWELL_MS, undefined, { signal });
      during = await this.#holders();
      downloaded = download && { ...(await download.end(signal)), wasKnown: known === true };
      prober.mark('mend');
    } finally {
      await this.#mend(mend);
      const heir = preempts ? director : backup;
      // A machine that cannot be asked for a moment has not got it yet.
      await until(() => this.#isWith(heir, prober).catch(() => false), allowedMs);
      if (takesBack) tookBack = (await this.#holders().catch((): string[] => [])).includes(director.name);
      if (!signal.aborted) await sleep(DWELL_MS);
      prober.mark('end');
      forgot = !prober.isServed();
      if (forgot) await this.#forget();
      if (!preempts) await this.#handBack(prober);
    }
    return { holders: { before, during, after: await this.#holders() }, download: downloaded, tookBack, forgot };
  }

  async run(): Promise<FailoverSeen> {
    this.#signal.throwIfAborted();
    const { client, clientDevice, tell } = this.#spec;
    const onFrame = (frame: Frame): void => {
      const advertisement = readAdvertisement(frame);
      if (advertisement) tell?.({ type: 'advertisement', advertisement });
    };
    const filter = 'arp or ip proto 112';
    const { result: asked, frames } = await whileCapturing(
      this.#engine,
      [{ node: client.node, device: clientDevice, filter, isByItsClock: true, ...(tell && { onFrame }) }],
      () => whileAsking(this.#engine, { ...client, ...(tell && { tell }) }, (prober) => this.#watch(prober)),
    );
    const { broke, ...seen } = asked.result;
    const { requests, marks } = asked.output;
    const { trigger, broken, mend, end } = marks;
    if (!broke || trigger === undefined || broken === undefined || end === undefined)
      return { record: undefined, ...seen };
    return {
      record: { vip: client.address, marks: { trigger, broken, mend, end }, requests, frames: frames[0] ?? [] },
      ...seen,
    };
  }
}

/**
 * Always ends with the cluster as it was, also when it is interrupted. A busy machine may let keepalived wait for its
 * processor: an outage that is longer than allowed is measured again, and the shorter one counts.
 */
export async function runFailover(
  engine: Engine,
  spec: FailoverSpec,
  allowedMs: number,
  signal: AbortSignal,
): Promise<FailoverSeen & { longerOutageMs: number | undefined }> {
  const { result, longerMs } = await shorterOf(
    () => new Failover(engine, spec, signal).run(),
    ({ record }) => record && outageOf(record, spec.client.pages),
    allowedMs,
  );
  return { ...result, longerOutageMs: longerMs };
}
