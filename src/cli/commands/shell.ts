import type { LabPlace } from '../../lab/place.ts';
import { LabError } from '../../util/errors.ts';
import { openInNode } from '../../orchestrator/run-in-node.ts';
import { nodeHandle } from '../../orchestrator/instance.ts';
import { recordedShell } from '../../actions/submission/record.ts';
import type { Io } from '../io.ts';
import { type InstanceOptions } from '../arguments.ts';
import { openInstance } from '../session.ts';

/** `lab shell`: a root shell on a node, connected to this terminal. Commands are recorded on the node. */
export async function shell(io: Io, place: LabPlace, nodeName: string, options: InstanceOptions): Promise<number> {
  if (!io.stdin.isTTY || !io.stdout.isTTY) {
    throw new LabError('ARGUMENT_INVALID', 'shell needs a terminal, and standard input or output is none', {
      hint: 'For scripts there is `lab exec LAB NODE -- COMMAND`.',
    });
  }
  const { engine, instance } = await openInstance(io, place, options);
  const running = await openInNode(engine, nodeHandle(instance, nodeName), recordedShell, { tty: true });
  const resize = (): void => void running.resize(io.stdout.columns, io.stdout.rows);
  io.stdin.setRawMode(true);
  io.stdin.pipe(running.stdin);
  running.stdout.pipe(io.stdout, { end: false });
  io.stdout.on('resize', resize);
  resize();
  try {
    return await running.exitCode;
  } finally {
    io.stdout.off('resize', resize);
    io.stdin.setRawMode(false);
    io.stdin.unpipe();
    io.stdin.destroy();
  }
}
