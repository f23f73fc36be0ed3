/** Saying what goes on, on stderr: a spinner on a terminal, one line a step elsewhere. */
import { forTerminal } from '../report/controls.ts';
import { printError, type Io } from './io.ts';

export interface Progress {
  /** What is being done now. */
  say: (text: string) => void;
  /** The same, of what comes often: where there is no terminal, one of it now and then tells that something goes on. */
  note: (text: string) => void;
  /** Ends the spinner; the text stays. */
  done: (text: string) => void;
  /** Ends the spinner, leaving nothing. */
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
  // Some terminals say that they have no columns: a spinner would draw line after line there.
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
