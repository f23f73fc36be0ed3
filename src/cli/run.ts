/** From words to an exit code: the one place where errors become messages. */
import { CommanderError } from 'commander';
import { Interrupted, LabError } from '../errors.ts';
import { VERSION } from '../version.ts';
import { EXIT, printJson, type Io } from './io.ts';
import { makeProgram } from './program.ts';

function reportBug(io: Io, error: unknown): number {
  const stack = error instanceof Error ? error.stack : String(error);
  const cause = error instanceof Error && error.cause instanceof Error ? `\ncaused by ${error.cause.stack}` : '';
  io.stderr.write(`lab ${VERSION}: this is a bug of ours. Please report it, with what you typed and this:\n${stack}${cause}\n`);
  return EXIT.ourBug;
}

function exitCodeOf(io: Io, error: unknown, wantsJson: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.userCanFix;
  if (error instanceof Interrupted || io.signal.aborted) {
    io.stderr.write('lab: interrupted\n');
    return EXIT.interrupted;
  }
  if (!(error instanceof LabError)) return reportBug(io, error);
  const { code, message, hint } = error;
  if (wantsJson) printJson(io, { error: { code, message, hint: hint ?? null } });
  io.stderr.write(`lab: ${message}\n${hint === undefined ? '' : `${hint}\n`}`);
  return EXIT.userCanFix;
}

/** @param words what was typed behind `lab` */
export async function run(io: Io, words: string[]): Promise<number> {
  let code: number = EXIT.fine;
  const program = makeProgram(io, (exitCode) => (code = exitCode));
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    return exitCodeOf(io, error, words.includes('--json'));
  }
}
