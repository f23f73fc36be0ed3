import type { LabPlace } from '../../lab/place.ts';
import { pipeline } from 'node:stream/promises';
import { nodeHandle } from '../../orchestrator/instance.ts';
import {
  captureFailed,
  limitOf,
  openOutput,
  openTcpdump,
  untilOver,
  unwritable,
  type CaptureOptions,
} from '../capture-process.ts';
import { EXIT, printJson, type Io } from '../io.ts';
import { openRunning } from '../session.ts';

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
  const { running, listening, said } = await openTcpdump(engine, node, chosen, options.filter);
  // If the reader closes standard output, that is not an error.
  const written = pipeline(running.stdout, file, { end: !toStdout }).catch((cause: unknown) => {
    if (!toStdout) throw unwritable(output, cause);
  });
  io.stderr.write(
    `recording ${chosen} of ${nodeName} to ${output}${seconds === undefined ? ', Ctrl-C ends it' : ''}\n`,
  );
  try {
    // If the capture ends by itself, the rest of the time is not waited for.
    await Promise.race([untilOver(io.signal, seconds, listening), running.exitCode, written]);
  } finally {
    running.stdin.end();
  }
  const exitCode = await running.exitCode;
  await written;
  if (exitCode !== 0) throw captureFailed(chosen, nodeName, said(), known);
  const frames = Number(/(\d+) packets? captured/.exec(said())?.[1] ?? 0);
  if (options.json && !toStdout) printJson(io, { node: nodeName, interface: chosen, file: output, frames });
  else io.stderr.write(`${frames} frames\n`);
  return EXIT.fine;
}
