/** Progress on stderr: a spinner on a terminal, otherwise one line per step. */
import { forTerminal } from '../util/controls.ts';
import { printError, type Io } from './io.ts';

export interface Progress {
  /** Shows the current step. */
  say: (text: string) => void;
  /** Shows a frequent step; without a terminal only occasionally, as a sign that work continues. */
  note: (text: string) => void;
  /** Ends the spinner and keeps its text. */
  done: (text: string) => void;
  /** Ends the spinner and removes its text. */
  clear: () => void;
}

const NOTE_INTERVAL_MS = 10_000;

function lines(io: Io): Progress {
  let saidAt = performance.now();
  const say = (text: string): void => {
    saidAt = performance.now();
    printError(io, text);
  };
  const note = (text: string): void => {
    if (performance.now() - saidAt > NOTE_INTERVAL_MS) say(text);
  };
  return { say, note, done: say, clear: () => {} };
}

export async function makeProgress(io: Io): Promise<Progress> {
  // Some terminals report 0 columns: a spinner would print a new line for every frame there.
  if (!io.stderr.isTTY || !io.stderr.columns) return lines(io);
  const { default: ora } = await import('ora');
  const spinner = ora({ stream: io.stderr, discardStdin: false });
  const say = (text: string): void => {
    spinner.text = forTerminal(text);
    if (!spinner.isSpinning) spinner.start();
  };
  return {
    say,
    note: say,
    done: (text) => void spinner.succeed(forTerminal(text)),
    clear: () => void spinner.stop(),
  };
}
