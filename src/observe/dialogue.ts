/** A process in a node that answers each line of its input with one line. */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../errors.ts';
import type { RunningExec } from '../orchestrator/engine.ts';

export interface Dialogue {
  /** @throws LabError NODE_UNRESPONSIVE when there is no answer */
  ask: (line: string) => Promise<string>;
  /** Ends its input, and waits until it has put back what it must. */
  end: () => Promise<void>;
}

/** @param what it is, for the message when it breaks off */
export function dialogueWith(running: RunningExec, what: string, timeoutMs: number): Dialogue {
  running.stderr.resume();
  const lines = createInterface({ input: running.stdout })[Symbol.asyncIterator]();
  return {
    async ask(line) {
      running.stdin.write(`${line}\n`);
      const answer = await Promise.race([lines.next(), sleep(timeoutMs, undefined, { ref: false })]);
      if (answer && !answer.done) return answer.value;
      throw new LabError('NODE_UNRESPONSIVE', `${what} broke off, or did not end`);
    },
    async end() {
      running.stdin.end();
      await running.exitCode;
    },
  };
}
