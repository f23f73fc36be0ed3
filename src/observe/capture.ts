/** Watching a node's interface while something happens. */
import { LabError } from '../errors.ts';
import { CAPTURE_SCRIPT } from './probe-scripts.ts';
import type { Engine } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { parseTcpdump, type Frame, type IpPacket } from '../parsers/tcpdump.ts';
import { watchInNode } from '../orchestrator/run-in-node.ts';
import { SHELL } from './tools.ts';

/** Frames come through the interface and tcpdump before they can be read. */
const SETTLE_MS = 50;

export interface CaptureSpec {
  node: NodeHandle;
  device: string;
  /** pcap-filter(7) */
  filter: string;
}

interface OpenCapture {
  /** Resolves once tcpdump listens. */
  listening: Promise<void>;
  stop: () => Promise<Frame[]>;
}

async function open(engine: Engine, { node, device, filter }: CaptureSpec, signal?: AbortSignal): Promise<OpenCapture> {
  const command = [...SHELL, CAPTURE_SCRIPT, 'sh', device, filter];
  const running = await watchInNode(engine, node, command, signal);
  let output = '';
  let complaints = '';
  running.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const listening = new Promise<void>((resolve, reject) => {
    running.stderr.on('data', (chunk: Buffer) => {
      complaints += chunk.toString();
      if (complaints.includes('listening on')) resolve();
    });
    const failed = (cause: unknown): void =>
      reject(
        new LabError('CAPTURE_FAILED', `no capture on ${device} of ${node.name}: ${complaints.trim()}`, { cause }),
      );
    running.exitCode.then(failed, failed);
  });
  const stop = async (): Promise<Frame[]> => {
    running.stdin.end();
    await running.exitCode;
    return parseTcpdump(output);
  };
  return { listening, stop };
}

/** Runs `work` while all captures listen. @returns what it returned, and the frames of each capture */
export async function whileCapturing<T>(
  engine: Engine,
  specs: CaptureSpec[],
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<{ result: T; frames: Frame[][] }> {
  const captures = await Promise.all(specs.map((spec) => open(engine, spec, signal)));
  try {
    await Promise.all(captures.map(({ listening }) => listening));
    const result = await work();
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    return { result, frames: await Promise.all(captures.map(({ stop }) => stop())) };
  } catch (error) {
    await Promise.allSettled(captures.map(({ stop }) => stop()));
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
