import { once } from 'node:events';
import { LabError } from '../../errors.ts';
import { openInNode } from '../../observe/run-in-node.ts';
import { nodeHandle } from '../../orchestrator/instance.ts';
import type { Io } from '../io.ts';
import { openInstance, type InstanceOptions } from '../session.ts';

/** What a shell shows for a command whose reader went away: 128 and the number of SIGPIPE. */
const READER_GONE = 141;

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
    // Nothing more that the command prints is wanted (`lab exec … | head`), as ssh ends then too.
    return await Promise.race([running.exitCode, once(io.stdout, 'error').then(() => READER_GONE)]);
  } finally {
    running.stdin.end();
    io.stdin.unpipe();
    io.stdin.destroy();
  }
}
