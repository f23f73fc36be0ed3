import type { LabPlace } from '../../lab/place.ts';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../../util/errors.ts';
import { openInNode } from '../../orchestrator/run-in-node.ts';
import { nodeHandle } from '../../orchestrator/instance.ts';
import { EXIT, printJson, type Io } from '../io.ts';
import { type InstanceOptions } from '../arguments.ts';
import { openRunning } from '../session.ts';

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
function limitOf(seconds: string | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  const limit = Number(seconds);
  if (!(limit > 0 && limit <= 86_400))
    throw new LabError('ARGUMENT_INVALID', `--seconds is "${seconds}", expected a number above 0, 86400 at most`);
  return limit;
}

/** Resolves on Ctrl-C. */
async function untilTold(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

const unwritable = (output: string, cause: unknown): LabError =>
  new LabError('FILE_UNWRITABLE', `-o ${output}: ${(cause as Error).message}`, { cause });

/** @throws LabError FILE_UNWRITABLE */
async function openOutput(io: Io, output: string): Promise<NodeJS.WritableStream> {
  if (output === '-') return io.stdout;
  const file = createWriteStream(output);
  await once(file, 'open').catch((cause: unknown) => {
    throw unwritable(output, cause);
  });
  return file;
}

/** Captures on a node's interface into a file for Wireshark, until Ctrl-C or for `--seconds`. */
export async function capture(
  io: Io,
  place: LabPlace,
  nodeName: string,
  device: string | undefined,
  options: CaptureOptions,
): Promise<number> {
  const seconds = limitOf(options.seconds);
  const { lab, engine, instance } = await openRunning(io, place, options);
  const node = nodeHandle(instance, nodeName);
  const known = lab.nodes.find(({ name }) => name === nodeName)?.interfaces.map(({ name }) => name) ?? [];
  const chosen = device ?? known[0] ?? 'any';
  const { output } = options;
  const toStdout = output === '-';
  const file = await openOutput(io, output);
  const running = await openInNode(engine, node, ['/bin/sh', '-c', SCRIPT, 'sh', chosen, options.filter ?? ''], {
    tty: false,
  });
  let said = '';
  const listening = new Promise<void>((resolve) => {
    running.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('listening on')) resolve();
    });
  });
  // If the reader closes standard output, that is not an error.
  const written = pipeline(running.stdout, file, { end: !toStdout }).catch((cause: unknown) => {
    if (!toStdout) throw unwritable(output, cause);
  });
  io.stderr.write(
    `recording ${chosen} of ${nodeName} to ${output}${seconds === undefined ? ', Ctrl-C ends it' : ''}\n`,
  );
  try {
    const told = untilTold(io.signal);
    // The time starts when tcpdump is capturing; if the capture ends by itself, the rest of the time is not waited for.
    const passed =
      seconds === undefined ? told : listening.then(() => delay(seconds * 1000, undefined, { ref: false }));
    await Promise.race([told, passed, running.exitCode, written]);
  } finally {
    running.stdin.end();
  }
  const exitCode = await running.exitCode;
  await written;
  if (exitCode !== 0) {
    throw new LabError(
      'CAPTURE_FAILED',
      `no capture on ${chosen} of ${nodeName}: ${said.trim().replaceAll(/\s+/g, ' ')}`,
      {
        hint: `Interfaces of ${nodeName}: ${known.join(', ')}. A filter is one of tcpdump, such as "port 80".`,
      },
    );
  }
  const frames = Number(/(\d+) packets? captured/.exec(said)?.[1] ?? 0);
  if (options.json && !toStdout) printJson(io, { node: nodeName, interface: chosen, file: output, frames });
  else io.stderr.write(`${frames} frames\n`);
  return EXIT.fine;
}
