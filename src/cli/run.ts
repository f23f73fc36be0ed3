/** Runs a command line and returns its exit code. The only place that turns errors into messages. */
import { CommanderError } from 'commander';
import { Interrupted, LabError } from '../util/errors.ts';
import { placesFrom } from '../orchestrator/places.ts';
import { VERSION } from '../util/version.ts';
import { EXIT, printJson, printError, type Io } from './io.ts';
import { makeProgram } from './program.ts';

export function reportBug(io: Io, error: unknown): number {
  const stack = error instanceof Error ? error.stack : String(error);
  const cause = error instanceof Error && error.cause instanceof Error ? `\ncaused by ${error.cause.stack}` : '';
  printError(
    io,
    `lab ${VERSION}: internal error. Please report it with the command line and this stack trace:\n${stack}${cause}`,
  );
  return EXIT.ourBug;
}

type Trouble = Pick<LabError, 'code' | 'message' | 'hint'>;

function reportTrouble(io: Io, { code, message, hint }: Trouble, wantsJson: boolean): number {
  if (wantsJson) printJson(io, { error: { code, message, hint: hint ?? null } });
  printError(io, `lab: ${message}${hint === undefined ? '' : `\n${hint}`}`);
  return EXIT.userCanFix;
}

/** Converts commander's error about invalid arguments into a LabError. */
function refusal(said: string, verb: string | undefined): Trouble {
  // error: unknown command 'strat'\n(Did you mean start?)
  const [message = '', suggestion] = said.replace(/^error: /, '').split('\n');
  const help = `\`lab ${verb === undefined ? '' : `${verb} `}--help\` shows what it takes.`;
  return { code: 'ARGUMENT_INVALID', message, hint: suggestion?.replace(/^\((.*)\)$/, '$1') ?? help };
}

/** Errors of the cache folder, such as missing permissions or a full disk, are for the user to fix. */
function cacheTrouble(io: Io, error: unknown): LabError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  const { cacheDir } = placesFrom(io.env);
  // A failed write to a full disk has no path; writes outside the cache folder have their own errors.
  const isOfCache =
    path === undefined
      ? code === 'ENOSPC' && syscall === 'write'
      : path.startsWith(cacheDir) || (syscall === 'mkdir' && cacheDir.startsWith(path));
  if (!isOfCache) return undefined;
  return new LabError('FILE_UNWRITABLE', `the cache folder ${cacheDir} cannot be written: ${error.message}`, {
    hint: 'Make it writable, free some space, or name another folder: LAB_HOME, or XDG_CACHE_HOME for this one alone.',
    cause: error,
  });
}

function exitCodeOf(io: Io, thrown: unknown, wantsJson: boolean): number {
  const error = cacheTrouble(io, thrown) ?? thrown;
  if (error instanceof Interrupted || io.signal.aborted) {
    io.stderr.write('lab: interrupted\n');
    return EXIT.interrupted;
  }
  return error instanceof LabError ? reportTrouble(io, error, wantsJson) : reportBug(io, error);
}

/** commander reports --help, --version and a missing verb as errors too, after it has printed the text. */
const isHelp = ({ code, exitCode }: CommanderError): boolean => exitCode === 0 || code === 'commander.help';

/** @param words the arguments after `lab` */
export async function run(io: Io, words: string[]): Promise<number> {
  let code: number = EXIT.fine;
  const program = makeProgram(io, (exitCode) => (code = exitCode));
  // Everything after -- is a command for a node.
  const wantsJson = words.slice(0, words.includes('--') ? words.indexOf('--') : undefined).includes('--json');
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return exitCodeOf(io, error, wantsJson);
    if (isHelp(error)) return error.exitCode === 0 ? EXIT.fine : EXIT.userCanFix;
    const verb = program.commands.find((command) => command.name() === words[0])?.name();
    return reportTrouble(io, refusal(error.message, verb), wantsJson);
  }
}
