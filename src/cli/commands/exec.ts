import { LabError } from '../../errors.ts';
import { openInNode } from '../../observe/run-in-node.ts';
import { nodeHandle } from '../../orchestrator/instance.ts';
import type { Io } from '../io.ts';
import { openInstance, type InstanceOptions } from '../session.ts';

/** Runs a command in a node; input, output and exit status are the command's. */
export async function exec(
  io: Io,
  labId: string,
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
  const { engine, instance } = await openInstance(io, labId, options);
  const running = await openInNode(engine, nodeHandle(instance, nodeName), command, { tty: false, signal: io.signal });
  running.stdout.pipe(io.stdout, { end: false });
  running.stderr.pipe(io.stderr, { end: false });
  // A terminal's input would be held back until its end, and keep the command waiting for it.
  if (io.stdin.isTTY) running.stdin.end();
  else io.stdin.pipe(running.stdin);
  try {
    return await running.exitCode;
  } finally {
    io.stdin.unpipe();
    io.stdin.destroy();
  }
}
