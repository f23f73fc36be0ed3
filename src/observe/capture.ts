/** Watching a node's interface while something happens. */
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../errors.ts';
import { settleAll } from '../settle.ts';
import { CAPTURE_SCRIPT, readCounts, type CaptureCounts } from './probe-scripts.ts';
import { startDeadline, type Deadline } from '../orchestrator/busyness.ts';
import type { Engine, RunningExec } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { parseTcpdump, type Frame, type IpPacket } from '../parsers/tcpdump.ts';
import { watchInNode } from '../orchestrator/run-in-node.ts';
import { SHELL } from './tools.ts';

/** Frames come through the interface before tcpdump is asked whether it has read them. */
const SETTLE_MS = 50;
const POLL_MS = 10;
/** As many answers without a new frame in between say that there is none. */
const STILL_TIMES = 5;
/** More than a machine takes to let tcpdump run. */
const TIMEOUT_MS = 10_000;
const HINT = 'Try again: the machine may be too busy, or a node send more than can be read.';

export interface CaptureSpec {
  node: NodeHandle;
  device: string;
  /** pcap-filter(7) */
  filter: string;
}

class Capture {
  readonly #spec: CaptureSpec;
  readonly #running: RunningExec;
  #output = '';
  #complaints = '';
  /** Resolves once tcpdump listens. @throws LabError CAPTURE_FAILED when it ends instead */
  readonly listening: Promise<void>;

  private constructor(spec: CaptureSpec, running: RunningExec) {
    this.#spec = spec;
    this.#running = running;
    running.stdout.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    this.listening = new Promise((resolve, reject) => {
      running.stderr.on('data', (chunk: Buffer) => {
        this.#complaints += chunk.toString();
        if (this.#complaints.includes('listening on')) resolve();
      });
      const ended = (cause: unknown): void => reject(this.#trouble('no capture', cause));
      running.exitCode.then(ended, ended);
    });
    // Whoever waits for it is told; nobody does yet while others are being opened, or once one could not be.
    this.listening.catch(() => {});
  }

  static async open(engine: Engine, spec: CaptureSpec, signal?: AbortSignal): Promise<Capture> {
    const command = [...SHELL, CAPTURE_SCRIPT, 'sh', spec.device, spec.filter];
    return new Capture(spec, await watchInNode(engine, spec.node, command, signal));
  }

  #trouble(what: string, cause?: unknown): LabError {
    const { device, node } = this.#spec;
    const said = this.#complaints.trim().split('\n').slice(-2).join('; ');
    const message = `${what} on ${device} of ${node.name}: ${said}`;
    return new LabError('CAPTURE_FAILED', message, { cause, hint: HINT });
  }

  async #count(deadline: Deadline, signal?: AbortSignal): Promise<CaptureCounts> {
    const asked = this.#complaints.length;
    this.#running.stdin.write('\n');
    for (;;) {
      const counts = readCounts(this.#complaints.slice(asked));
      if (counts) return counts;
      if (deadline.signal.aborted) throw this.#trouble('a capture broke off');
      await sleep(POLL_MS, undefined, signal && { signal });
    }
  }

  /**
   * Resolves once all has been read that had come when it was called. What came before its filter was in force tcpdump has
   * received and never captures: when it goes on no more there is nothing left to read, since it runs to answer.
   * @throws LabError CAPTURE_FAILED when frames were lost
   */
  async catchUp(signal?: AbortSignal): Promise<void> {
    const deadline = startDeadline(TIMEOUT_MS);
    try {
      await this.#readAll(deadline, signal);
    } finally {
      deadline.stop();
    }
  }

  async #readAll(deadline: Deadline, signal?: AbortSignal): Promise<void> {
    const { received, ...first } = await this.#count(deadline, signal);
    let now: Omit<CaptureCounts, 'received'> = first;
    for (let still = 0; now.captured < received && still < STILL_TIMES;) {
      if (now.dropped > 0) throw this.#trouble('frames were lost');
      await sleep(POLL_MS);
      const next = await this.#count(deadline, signal);
      still = next.captured === now.captured ? still + 1 : 0;
      now = next;
    }
  }

  async stop(): Promise<Frame[]> {
    this.#running.stdin.end();
    await this.#running.exitCode;
    return parseTcpdump(this.#output);
  }
}

/** Runs `work` while all captures listen. @returns what it returned, and the frames of each capture */
export async function whileCapturing<T>(
  engine: Engine,
  specs: CaptureSpec[],
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<{ result: T; frames: Frame[][] }> {
  const captures: Capture[] = [];
  try {
    await settleAll(
      specs.map(async (spec, index) => {
        captures[index] = await Capture.open(engine, spec, signal);
      }),
    );
    await Promise.all(captures.map(({ listening }) => listening));
    const result = await work();
    await sleep(SETTLE_MS);
    await Promise.all(captures.map((capture) => capture.catchUp(signal)));
    return { result, frames: await Promise.all(captures.map((capture) => capture.stop())) };
  } catch (error) {
    await Promise.allSettled(captures.map((capture) => capture.stop()));
    throw error;
  }
}

/** TCP and ARP of the given clients alone, also in a tunnel: other probes may run at the same time. */
export function concerning(sources: string[], frames: Frame[]): Frame[] {
  const wanted = new Set(sources);
  const isTheirs = ({ inner, source, destination }: IpPacket): boolean =>
    inner ? isTheirs(inner) : wanted.has(source.address) || wanted.has(destination.address);
  return frames.filter(({ packet }) => {
    if (packet.type === 'arp-request') return wanted.has(packet.target);
    return packet.type === 'ip' && isTheirs(packet);
  });
}
