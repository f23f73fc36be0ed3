/** A command to its end, within its time. */
import { LabError } from '../util/errors.ts';
import { startDeadline } from './busyness.ts';
import { bytesOf } from './bytes-of.ts';
import type { ExecOptions, ExecResult, RunningExec } from './engine.ts';
import { SLOW_HINT } from './patience.ts';

const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * @param from the command's container, for messages
 * @param patience the engine's
 * @throws LabError NODE_UNRESPONSIVE when its time is over
 */
export async function execResult(
  open: (signal: AbortSignal) => Promise<RunningExec>,
  options: ExecOptions,
  { from, patience }: { from: string; patience: number },
): Promise<ExecResult> {
  const { stdin = '', signal } = options;
  const deadline = startDeadline((options.timeoutMs ?? DEFAULT_TIMEOUT_MS) * patience);
  const given = new AbortController();
  const abort = AbortSignal.any([given.signal, deadline.signal, ...(signal ? [signal] : [])]);
  try {
    const running = await open(abort);
    running.stdin.end(stdin);
    const [stdout, stderr, exitCode] = await Promise.all([
      bytesOf(running.stdout as AsyncIterable<unknown>, from),
      bytesOf(running.stderr as AsyncIterable<unknown>, from),
      running.exitCode,
    ]);
    return { exitCode, stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8') };
  } catch (error) {
    // One that prints too much, or whose connection broke, is not read any more.
    given.abort(error);
    if (deadline.signal.aborted && !signal?.aborted) {
      const said = `${options.what ?? `${from}: a command`} did not end within ${deadline.waited()}`;
      throw new LabError('NODE_UNRESPONSIVE', said, { hint: SLOW_HINT, cause: error });
    }
    throw error;
  } finally {
    deadline.stop();
  }
}
