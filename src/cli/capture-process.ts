/** What `lab capture` of one interface and of all have in common. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../util/errors.ts';
import type { Engine, RunningExec } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { openInNode } from '../orchestrator/run-in-node.ts';
import type { InstanceOptions } from './arguments.ts';
import type { Io } from './io.ts';

export interface CaptureOptions extends InstanceOptions {
  output: string;
  filter?: string;
  seconds?: string;
}

/**
 * Writes pcap to standard output until its input closes or tcpdump ends. A shell starts background processes with SIGINT
 * ignored, so a SIGINT before tcpdump installs its handler would be lost. SIGTERM works then too, and is not a failure.
 */
const SCRIPT = `tcpdump -i "$1" -U -Z root -w - "$2" & pid=$!
exec 3<&0
{ cat <&3; kill -TERM $pid; } >/dev/null 2>&1 &
wait $pid || { status=$?; [ $status -eq 143 ] || exit $status; }`;

/** @throws LabError ARGUMENT_INVALID */
export function limitOf(seconds: string | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  const limit = Number(seconds);
  if (!(limit > 0 && limit <= 86_400))
    throw new LabError('ARGUMENT_INVALID', `--seconds is "${seconds}", expected a number above 0, 86400 at most`);
  return limit;
}

/** Resolves on Ctrl-C, or when the time is over; it begins when tcpdump captures. */
export async function untilOver(
  signal: AbortSignal,
  seconds: number | undefined,
  listening: Promise<unknown>,
): Promise<void> {
  const told = untilTold(signal);
  if (seconds === undefined) return told;
  await Promise.race([told, listening.then(() => delay(seconds * 1000, undefined, { ref: false }))]);
}

/** Resolves on Ctrl-C. */
async function untilTold(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

export const unwritable = (output: string, cause: unknown): LabError =>
  new LabError('FILE_UNWRITABLE', `-o ${output}: ${(cause as Error).message}`, { cause });

/** @throws LabError FILE_UNWRITABLE */
export async function openOutput(io: Io, output: string): Promise<NodeJS.WritableStream> {
  if (output === '-') return io.stdout;
  const file = createWriteStream(output);
  await once(file, 'open').catch((cause: unknown) => {
    throw unwritable(output, cause);
  });
  return file;
}

export interface TcpdumpRun {
  running: RunningExec;
  /** Resolves when it captures. */
  listening: Promise<void>;
  /** What it has said of itself. */
  said: () => string;
}

export async function openTcpdump(engine: Engine, node: NodeHandle, device: string, filter = ''): Promise<TcpdumpRun> {
  const running = await openInNode(engine, node, ['/bin/sh', '-c', SCRIPT, 'sh', device, filter], { tty: false });
  let text = '';
  const listening = new Promise<void>((resolve) => {
    running.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('listening on')) resolve();
    });
  });
  return { running, listening, said: () => text };
}

/** @param known the interfaces of the node */
export const captureFailed = (device: string, node: string, said: string, known: string[]): LabError =>
  new LabError('CAPTURE_FAILED', `no capture on ${device} of ${node}: ${said.trim().replaceAll(/\s+/g, ' ')}`, {
    hint: `Interfaces of ${node}: ${known.join(', ')}. A filter is one of tcpdump, such as "port 80".`,
  });
