/** Watching a node's interface while something happens. */
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../util/errors.ts';
import { settleAll } from '../util/settle.ts';
import { departuresOf, type Departure } from './departures.ts';
import { endOf, onlyEnds, withDoors, type Doors } from './doors.ts';
import { CAPTURE_SCRIPT, readCounts, type CaptureCounts } from './probe-scripts.ts';
import { startDeadline, type Deadline } from '../orchestrator/busyness.ts';
import type { Engine, RunningExec } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { parseTcpdump, type Frame, type IpPacket } from '../parsers/tcpdump.ts';
import { watchInNode } from '../orchestrator/run-in-node.ts';
import { sessionIn } from '../orchestrator/session.ts';
import { SHELL } from './tools.ts';
import { within } from './within.ts';

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
  /** Seen in the node itself: its times are those of the node's clock, to be compared with what ran there. */
  isByItsClock?: true;
  /** Also the bytes of frames, by which tunnels are known that tcpdump does not unwrap. */
  withBytes?: boolean;
  /** Also the headers of frames as data, from their bytes. */
  withHeaders?: boolean;
  /** Told of each frame as soon as tcpdump has printed it; not with its bytes. */
  onFrame?: (frame: Frame) => void;
}

/** Of nodes beside those that are captured: which of them sent a frame. */
export interface Crowd {
  nodes: NodeHandle[];
  filter: string;
}

/** What wraps packets up for another machine, and is known without its bytes: IP in IP, GRE. */
export const KNOWN_TUNNELS = 'ip proto 4 or ip proto 47';

/** The same, and UDP that may be GUE: too much to be looked for on all links of a machine at once. */
export const TUNNELS = `${KNOWN_TUNNELS} or (udp and not dst net 224.0.0.0/3)`;

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
    running.stdout.on('data', (chunk: Buffer) => this.#read(chunk.toString()));
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

  #read(chunk: string): void {
    this.#output += chunk;
    const { onFrame } = this.#spec;
    if (!onFrame) return;
    const whole = this.#output.lastIndexOf('\n') + 1;
    for (const frame of parseTcpdump(this.#output.slice(this.#told, whole))) onFrame(frame);
    this.#told = whole;
  }
  /** How much of the output was told of, in UTF-16 code units. */
  #told = 0;

  /** On the machine's end of the link, where there are doors. */
  static async open(engine: Engine, spec: CaptureSpec, doors?: Doors, signal?: AbortSignal): Promise<Capture> {
    const { node, device, filter } = spec;
    const options = spec.withBytes || spec.withHeaders ? ['-x'] : [];
    if (!doors || spec.isByItsClock) {
      const command = [...SHELL, CAPTURE_SCRIPT, 'sh', device, filter, ...options];
      return new Capture(spec, await watchInNode(engine, node, command, signal));
    }
    const end = endOf(doors, node.name, device);
    if (end === undefined) {
      const message = `no capture on ${device} of ${node.name}: no link of that name leads out of the node`;
      throw new LabError('CAPTURE_FAILED', message, { hint: '`lab reset` builds the nodes anew.' });
    }
    return new Capture(spec, await Capture.#watch(engine, doors, [end, filter, ...options], signal));
  }

  /** What leaves any of the nodes behind the doors. */
  static async openAll(engine: Engine, { nodes, filter }: Crowd, doors: Doors, signal?: AbortSignal): Promise<Capture> {
    const [node] = nodes;
    if (!node) throw new RangeError('nobody to look at');
    const running = await Capture.#watch(engine, doors, ['any', onlyEnds(doors, filter), '-Q', 'in'], signal);
    return new Capture({ node, device: 'all links', filter }, running);
  }

  static async #watch(engine: Engine, doors: Doors, words: string[], signal?: AbortSignal): Promise<RunningExec> {
    const command = [...SHELL, CAPTURE_SCRIPT, 'sh', ...words];
    const session = await sessionIn(engine, doors.container, undefined, signal);
    if (session) return session.run(command, signal);
    return engine.open(doors.container, command, { tty: false, ...(signal && { signal }) });
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

  async stop(): Promise<string> {
    const running = this.#running;
    running.stdin.end();
    const what = `a capture on ${this.#spec.device} of ${this.#spec.node.name}`;
    await within(running.exitCode, TIMEOUT_MS, what).finally(() => running.stdin.destroy());
    return this.#output;
  }
}

interface Captured<T> {
  result: T;
  /** Of each capture. */
  frames: Frame[][];
  /** What left each node of the crowd; undefined: without a crowd, or where the engine does not let us see. */
  departures: Departure[] | undefined;
}

/** Runs `work` while all captures listen. @returns what it returned, and what was captured */
export async function whileCapturing<T>(
  engine: Engine,
  specs: CaptureSpec[],
  work: () => Promise<T>,
  signal?: AbortSignal,
  crowd?: Crowd,
): Promise<Captured<T>> {
  const watched = specs.filter(({ isByItsClock }) => !isByItsClock).map(({ node }) => node);
  const byName = new Map([...watched, ...(crowd?.nodes ?? [])].map((node) => [node.name, node]));
  return withDoors(engine, [...byName.values()], (doors) => captureAt(doors, { engine, specs, work, signal, crowd }));
}

interface Wanted<T> {
  engine: Engine;
  specs: CaptureSpec[];
  work: () => Promise<T>;
  signal: AbortSignal | undefined;
  crowd: Crowd | undefined;
}

async function captureAt<T>(
  doors: Doors | undefined,
  { engine, specs, work, signal, crowd }: Wanted<T>,
): Promise<Captured<T>> {
  const captures: Capture[] = [];
  const isCrowdSeen = crowd !== undefined && doors !== undefined && doors.ends.size > 0;
  try {
    const opening = specs.map((spec) => Capture.open(engine, spec, doors, signal));
    if (isCrowdSeen) opening.push(Capture.openAll(engine, crowd, doors, signal));
    await settleAll(
      opening.map(async (capture, index) => {
        captures[index] = await capture;
      }),
    );
    await Promise.all(captures.map(({ listening }) => listening));
    const result = await work();
    await sleep(SETTLE_MS);
    await Promise.all(captures.map((capture) => capture.catchUp(signal)));
    const outputs = await Promise.all(captures.map((capture) => capture.stop()));
    return {
      result,
      frames: outputs
        .slice(0, specs.length)
        .map((output, index) => parseTcpdump(output, { headers: specs[index]?.withHeaders })),
      departures: isCrowdSeen ? departuresOf(outputs[specs.length] ?? '', doors) : undefined,
    };
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
