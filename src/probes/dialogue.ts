/** Talking with a script in a node that answers each line of its input with one of its output. */
import { createInterface } from 'node:readline';
import { LabError } from '../util/errors.ts';
import type { RunningExec } from '../orchestrator/engine.ts';
import { within } from './within.ts';

/** More than any answer may take. */
const TIMEOUT_MS = 30_000;
/** And than it takes to put back what was changed. */
const END_MS = 60_000;

/** Says a line; the line that comes back. */
export type Ask = (line: string) => Promise<string>;

/**
 * Ends the script's input whatever happens, and waits for its end: then it puts back what it changed.
 * @param what names it in messages: "web01: the run of /root/run.sh"
 * @throws LabError NODE_UNRESPONSIVE when no answer comes, or no end
 */
export async function whileTalking<T>(running: RunningExec, what: string, work: (ask: Ask) => Promise<T>): Promise<T> {
  running.stderr.resume();
  const lines = createInterface({ input: running.stdout })[Symbol.asyncIterator]();
  const ask = async (line: string): Promise<string> => {
    running.stdin.write(`${line}\n`);
    const answer = await within(lines.next(), TIMEOUT_MS, what);
    if (!answer.done) return answer.value;
    throw new LabError('NODE_UNRESPONSIVE', `${what} broke off`);
  };
  try {
    return await work(ask);
  } finally {
    running.stdin.end();
    await within(running.exitCode, END_MS, what).finally(() => running.stdin.destroy());
  }
}
