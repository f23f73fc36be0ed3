/** Saying what goes on, on stderr: a spinner on a terminal, one line a step elsewhere. */
import { forTerminal } from '../report/controls.ts';
import { printError, type Io } from './io.ts';

export interface Progress {
  /** What is being done now. */
  say: (text: string) => void;
  /** Ends the spinner; the text stays. */
  done: (text: string) => void;
  /** Ends the spinner, leaving nothing. */
  clear: () => void;
}

function lines(io: Io): Progress {
  const say = (text: string): void => printError(io, text);
  return { say, done: say, clear: () => {} };
}

export async function makeProgress(io: Io): Promise<Progress> {
  if (!io.stderr.isTTY) return lines(io);
  const { default: ora } = await import('ora');
  const spinner = ora({ stream: io.stderr, discardStdin: false });
  return {
    say: (text) => {
      spinner.text = forTerminal(text);
      if (!spinner.isSpinning) spinner.start();
    },
    done: (text) => void spinner.succeed(forTerminal(text)),
    clear: () => void spinner.stop(),
  };
}
