import type { LabPlace } from '../../lab/place.ts';
import { LabError } from '../../util/errors.ts';
import { openInNode } from '../../orchestrator/run-in-node.ts';
import { nodeHandle } from '../../orchestrator/instance.ts';
import { recordedCommand } from '../../actions/submission/record.ts';
import type { Io } from '../io.ts';
import { type InstanceOptions } from '../arguments.ts';
import { openInstance } from '../session.ts';

/** The exit status of a command whose output was closed, as in a shell: 128 plus the number of SIGPIPE. */
const READER_GONE = 141;

/** Runs a command on a node and records it there, with its own input, output and exit status. */
export async function exec(
  io: Io,
  place: LabPlace,
  nodeName: string,
  command: string[],
  options: InstanceOptions,
): Promise<number> {
  if (command.length === 0) {
    throw new LabError(
      'ARGUMENT_INVALID',
      'no command: write it behind --, as in `lab exec exp1 lvs01 -- ipvsadm -Ln`',
    );
  }
  const { engine, instance } = await openInstance(io, place, options);
  const gone = new AbortController();
  const signal = AbortSignal.any([io.signal, gone.signal]);
  const running = await openInNode(engine, nodeHandle(instance, nodeName), recordedCommand(command), {
    tty: false,
    signal,
  });
  for (const name of ['stdout', 'stderr'] as const) {
    // A broken connection is reported by `exitCode`.
    running[name].on('error', () => {});
    running[name].pipe(io[name], { end: false });
    // As in `lab exec … | head -1`: the output was closed, so the command can end.
    io[name].once('error', () => gone.abort());
  }
  // Input from a terminal is not forwarded: the command would wait for it.
  if (io.stdin.isTTY) running.stdin.end();
  else io.stdin.pipe(running.stdin);
  try {
    return await running.exitCode;
  } catch (error) {
    if (gone.signal.aborted) return READER_GONE;
    throw error;
  } finally {
    io.stdin.unpipe();
    io.stdin.destroy();
  }
}
