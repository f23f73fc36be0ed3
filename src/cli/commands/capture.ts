import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { LabError } from '../../errors.ts';
import { openInNode } from '../../observe/run-in-node.ts';
import { nodeHandle } from '../../orchestrator/instance.ts';
import { EXIT, printJson, type Io } from '../io.ts';
import { openRunning, type InstanceOptions } from '../session.ts';

export interface CaptureOptions extends InstanceOptions {
  output: string;
  filter?: string;
  seconds?: string;
}

/** Writes pcap to standard output until its input ends. */
const SCRIPT = `tcpdump -i "$1" -U -Z root -w - "$2" & pid=$!
cat >/dev/null
kill -INT $pid; wait $pid`;

/** @throws LabError ARGUMENT_INVALID */
function limitOf(seconds: string | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  const limit = Number(seconds);
  if (!(limit > 0 && limit <= 86_400))
    throw new LabError('ARGUMENT_INVALID', `--seconds is "${seconds}", expected a number above 0, 86400 at most`);
  return limit;
}

/** Resolves on Ctrl-C, or after the limit. */
function untilTold(signal: AbortSignal, seconds: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (seconds !== undefined) setTimeout(resolve, seconds * 1000);
  });
}

/** Records a node's interface to a file for Wireshark, until Ctrl-C or for `--seconds`. */
export async function capture(
  io: Io,
  labId: string,
  nodeName: string,
  device: string | undefined,
  options: CaptureOptions,
): Promise<number> {
  const seconds = limitOf(options.seconds);
  const { lab, engine, instance } = await openRunning(io, labId, options);
  const node = nodeHandle(instance, nodeName);
  const known = lab.nodes.find(({ name }) => name === nodeName)?.interfaces.map(({ name }) => name) ?? [];
  const chosen = device ?? known[0] ?? 'any';
  const toStdout = options.output === '-';
  const file = toStdout ? io.stdout : createWriteStream(options.output);
  if (!toStdout) {
    await once(file, 'open').catch((cause: unknown) => {
      throw new LabError('FILE_UNWRITABLE', `-o ${options.output}: ${(cause as Error).message}`, { cause });
    });
  }
  const running = await openInNode(engine, node, ['/bin/sh', '-c', SCRIPT, 'sh', chosen, options.filter ?? ''], {
    tty: false,
  });
  let said = '';
  running.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  running.stdout.pipe(file, { end: !toStdout });
  io.stderr.write(
    `recording ${chosen} of ${nodeName} to ${options.output}${seconds === undefined ? ', Ctrl-C ends it' : ''}\n`,
  );
  await Promise.race([untilTold(io.signal, seconds), running.exitCode]);
  running.stdin.end();
  const exitCode = await running.exitCode;
  if (exitCode !== 0) {
    throw new LabError('CAPTURE_FAILED', `no capture on ${chosen} of ${nodeName}: ${said.trim()}`, {
      hint: `Interfaces of ${nodeName}: ${known.join(', ')}. A filter is one of tcpdump, such as "port 80".`,
    });
  }
  const frames = Number(/(\d+) packets? captured/.exec(said)?.[1] ?? 0);
  if (options.json && !toStdout) printJson(io, { node: nodeName, interface: chosen, file: options.output, frames });
  else io.stderr.write(`${frames} frames\n`);
  return EXIT.fine;
}
