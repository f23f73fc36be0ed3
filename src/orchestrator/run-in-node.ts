/** Running commands in a node, on whichever kernel it has. */
import { LabError } from '../util/errors.ts';
import { bytesOf } from './bytes-of.ts';
import type { Engine, ExecOptions, ExecResult, RunningExec } from './engine.ts';
import type { NodeHandle } from './instance.ts';
import { execResult } from './exec-result.ts';
import { reach } from './kernel.ts';
import { sessionIn, type Session } from './session.ts';

/** @throws LabError NODE_NOT_RUNNING */
function requireRunning({ name, state }: NodeHandle): void {
  if (state === 'running') return;
  throw new LabError('NODE_NOT_RUNNING', `node ${name} is not running, its container is ${state}`, {
    hint: '`lab start` brings it back.',
  });
}

const SHELLS = ['sh', 'bash'];

/** What is asked of a node, for messages: a program has its name, and a script none. */
export function askedOf({ name }: NodeHandle, [program = '']: string[], what?: string): string {
  const called = program.split('/').at(-1) ?? '';
  return `${name}: ${what ?? (SHELLS.includes(called) ? 'a look at it' : called)}`;
}

/** As the student would, with what the student may have changed. */
export async function runInNode(
  engine: Engine,
  node: NodeHandle,
  command: string[],
  options?: ExecOptions,
): Promise<ExecResult> {
  requireRunning(node);
  const what = askedOf(node, command, options?.what);
  return engine.exec(node.container, reach(node.kernel, command), { ...options, what });
}

export async function openInNode(
  engine: Engine,
  node: NodeHandle,
  command: string[],
  options: { tty: boolean; signal?: AbortSignal },
): Promise<RunningExec> {
  requireRunning(node);
  return engine.open(node.container, reach(node.kernel, command, options), options);
}

const sessionOf = (
  engine: Engine,
  { container, kernel }: NodeHandle,
  signal: AbortSignal | undefined,
): Promise<Session | undefined> =>
  sessionIn(engine, container, (command) => reach(kernel, command, { observes: true }), signal);

/** Past what the student may have changed: `command` begins with one of the tools that observe. */
export async function observeInNode(
  engine: Engine,
  node: NodeHandle,
  command: string[],
  options?: ExecOptions,
): Promise<ExecResult> {
  requireRunning(node);
  const what = askedOf(node, command, options?.what);
  const session = await sessionOf(engine, node, options?.signal);
  if (!session) {
    return engine.exec(node.container, reach(node.kernel, command, { observes: true }), { ...options, what });
  }
  const open = async (signal: AbortSignal): Promise<RunningExec> => session.run(command, signal);
  return execResult(open, { ...options, what }, { from: node.container, patience: engine.patience });
}

/** As observeInNode, for as long as the caller wants. */
export async function watchInNode(
  engine: Engine,
  node: NodeHandle,
  command: string[],
  signal?: AbortSignal,
): Promise<RunningExec> {
  requireRunning(node);
  const session = await sessionOf(engine, node, signal);
  if (session) return session.run(command, signal);
  const reached = reach(node.kernel, command, { observes: true });
  return engine.open(node.container, reached, { tty: false, ...(signal ? { signal } : {}) });
}

/** As runInNode, for output that is no text. */
export async function bytesFromNode(
  engine: Engine,
  node: NodeHandle,
  command: string[],
  { stdin = '', signal }: { stdin?: string | Uint8Array; signal?: AbortSignal } = {},
): Promise<{ exitCode: number; stdout: Buffer; stderr: string }> {
  const running = await openInNode(engine, node, command, { tty: false, ...(signal ? { signal } : {}) });
  running.stdin.end(stdin);
  const [stdout, stderr, exitCode] = await Promise.all([
    bytesOf(running.stdout, node.name),
    bytesOf(running.stderr, node.name),
    running.exitCode,
  ]);
  return { exitCode, stdout, stderr: stderr.toString('utf8') };
}
