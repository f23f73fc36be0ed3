/** In which order the work of a submission is done again. Pure. */
import { quoted } from '../../util/shell.ts';
import type { Submission, WorkCommand, WorkFile } from '../submission/work.ts';

export type ReplayStep =
  | { what: 'files'; node: string; at: number; files: WorkFile[] }
  | { what: 'command'; node: string; at: number; command: WorkCommand };

/**
 * The time of a file is that of the kernel's last tick, which may lie before the command that wrote it. Nobody types the
 * next command as soon as this.
 */
const FILE_LAG_MS = 50;

/** Files that are put into one node one after another are put there at once. */
function joinFiles(steps: ReplayStep[], step: ReplayStep): ReplayStep[] {
  const last = steps.at(-1);
  if (last?.what !== 'files' || step.what !== 'files' || last.node !== step.node) return [...steps, step];
  return [...steps.slice(0, -1), { ...last, files: [...last.files, ...step.files] }];
}

/**
 * As it was done, over all nodes: commands when they began, and each file when it was last written, so that a daemon
 * that is started reads what the student's read, and a command that appends to a file does not find its own lines. What
 * has no time comes first: files, then scripts, node by node.
 * @param nodes names, in the order of the lab
 */
export function timeline({ nodes }: Submission, names: string[]): ReplayStep[] {
  const files = names.flatMap((node) =>
    (nodes[node]?.files ?? []).map((file): ReplayStep => ({
      what: 'files',
      node,
      files: [file],
      at: file.writtenAt === null ? 0 : file.writtenAt + FILE_LAG_MS,
    })),
  );
  const commands = names.flatMap((node) =>
    (nodes[node]?.commands ?? []).map((command): ReplayStep => ({ what: 'command', node, command, at: command.at })),
  );
  return [...files, ...commands].toSorted((a, b) => a.at - b.at).reduce(joinFiles, []);
}

/** Exit statuses of commands that Ctrl-C ended, and that Ctrl-Z stopped. */
const INTERRUPTED = 130;
const STOPPED = 148;
const INTERRUPTED_LIMIT_S = 2;

/** Until when a command ran; scripts have no times, and each comes after the one before. */
export const endOf = ({ by, at, endedAt, status }: WorkCommand): number =>
  by === 'script' ? at : status === STOPPED ? Infinity : (endedAt ?? Infinity);

/**
 * What bash is to evaluate. What the student ended by Ctrl-C is given an end; what never ended goes on by itself.
 * `lab exec` began each of its commands in a shell of its own.
 */
export function replayed({ run, by, at, endedAt, status }: WorkCommand): string {
  if (by === 'script') return run;
  if (endedAt === null || status === STOPPED) return `{ eval ${quoted([run])}\n} >/dev/null 2>&1 &`;
  if (status === INTERRUPTED) {
    const seconds = Math.min(INTERRUPTED_LIMIT_S, Math.max(0.2, (endedAt - at) / 1000));
    return `timeout -s INT -k 1 ${seconds} bash -c ${quoted([run])}`;
  }
  return by === 'exec' ? `(\n${run}\n)` : run;
}
