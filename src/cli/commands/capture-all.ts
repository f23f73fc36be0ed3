/** `lab capture LAB -o FILE`: all interfaces of an instance at once, in one pcapng file that names them. */
import type { LabPlace } from '../../lab/place.ts';
import { once } from 'node:events';
import { LabError } from '../../util/errors.ts';
import { settleAll } from '../../util/settle.ts';
import type { Engine } from '../../orchestrator/engine.ts';
import { nodeHandle, type Instance } from '../../orchestrator/instance.ts';
import { PcapReader, pcapngHead, pcapngPacket } from '../../probes/pcapng.ts';
import type { Lab } from '../../lab/lab.ts';
import {
  captureFailed,
  limitOf,
  openOutput,
  openTcpdump,
  untilOver,
  unwritable,
  type CaptureOptions,
  type TcpdumpRun,
} from '../capture-process.ts';
import { EXIT, printJson, type Io } from '../io.ts';
import { openRunning } from '../session.ts';

interface Place {
  node: string;
  device: string;
  run: TcpdumpRun;
}

/** On the machines that run. @throws LabError NODE_NOT_RUNNING when none does */
async function openAll(engine: Engine, lab: Lab, instance: Instance, filter: string | undefined): Promise<Place[]> {
  const isRunning = (name: string): boolean => nodeHandle(instance, name).state === 'running';
  const wanted = lab.nodes
    .filter(({ name }) => instance.nodes.some((node) => node.name === name) && isRunning(name))
    .flatMap(({ name: node, interfaces }) => interfaces.map(({ name: device }) => ({ node, device })));
  if (wanted.length === 0) throw new LabError('NODE_NOT_RUNNING', `no machine of ${instance.name} is running`);
  return settleAll(
    wanted.map(async ({ node, device }) => ({
      node,
      device,
      run: await openTcpdump(engine, nodeHandle(instance, node), device, filter),
    })),
  );
}

/** Writes what one interface has, as it comes. @returns how many frames */
async function pour({ run }: Place, index: number, file: NodeJS.WritableStream): Promise<number> {
  const reader = new PcapReader();
  let count = 0;
  for await (const chunk of run.running.stdout) {
    const packets = reader.take(chunk as Buffer);
    count += packets.length;
    const bytes = Buffer.concat(packets.map((packet) => pcapngPacket(index, packet)));
    if (bytes.length > 0 && !file.write(bytes)) await once(file, 'drain');
  }
  return count;
}

export async function captureAll(io: Io, place: LabPlace, options: CaptureOptions): Promise<number> {
  const seconds = limitOf(options.seconds);
  const { lab, engine, instance } = await openRunning(io, place, options);
  const { output } = options;
  const toStdout = output === '-';
  const file = await openOutput(io, output);
  let isClosed = false;
  // If the reader closes standard output, that is the end, and not an error.
  const closed = new Promise<void>((resolve, reject) => {
    file.once('error', (cause) => {
      isClosed = true;
      if (toStdout) resolve();
      else reject(unwritable(output, cause));
    });
  });
  closed.catch(() => {});
  const places = await openAll(engine, lab, instance, options.filter);
  const names = places.map(({ node, device }) => `${node}:${device}`);
  file.write(pcapngHead(names));
  const pouring = places.map((one, index) => pour(one, index, file));
  for (const one of pouring) one.catch(() => {});
  const recording = `recording ${names.join(', ')} to ${output}${seconds === undefined ? ', Ctrl-C ends it' : ''}\n`;
  try {
    // Said once it is true of all of them: what is sent from then on is recorded.
    const listening = Promise.all(places.map(({ run }) => run.listening)).then(() => void io.stderr.write(recording));
    const over = untilOver(io.signal, seconds, listening);
    await Promise.race([over, closed, ...places.map(({ run }) => run.running.exitCode)]);
  } finally {
    for (const { run } of places) run.running.stdin.end();
  }
  const exitCodes = await Promise.all(places.map(({ run }) => run.running.exitCode));
  const failed = places.find((_, index) => exitCodes[index] !== 0);
  if (failed) {
    const known = lab.nodes.find(({ name }) => name === failed.node)?.interfaces.map(({ name }) => name) ?? [];
    throw captureFailed(failed.device, failed.node, failed.run.said(), known);
  }
  const poured = await Promise.race([closed, Promise.all(pouring)]);
  if (!poured || isClosed) return EXIT.fine;
  if (!toStdout) {
    file.end();
    await Promise.race([closed, once(file, 'close')]);
  }
  const frames = poured.reduce((sum, count) => sum + count, 0);
  const rows = names.map((name, index) => ({ interface: name, frames: poured[index] ?? 0 }));
  if (options.json && !toStdout) printJson(io, { file: output, frames, interfaces: rows });
  else io.stderr.write(`${frames} frames: ${rows.map((row) => `${row.interface} ${row.frames}`).join(', ')}\n`);
  return EXIT.fine;
}
