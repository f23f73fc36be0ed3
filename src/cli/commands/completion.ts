import { LabError } from '../../util/errors.ts';
import { placesFrom } from '../../orchestrator/places.ts';
import { EXIT, print, type Io } from '../io.ts';
import { openLab } from '../session.ts';

/** A verb as needed for shell completion. */
export interface VerbWords {
  name: string;
  arguments: string[];
  options: string[];
  /** The options that take a value, long and short. */
  valued: string[];
}

/** Each shell calls `lab __complete WORD…`, which prints the possible completions of the last word. */
const SCRIPTS: Record<string, string> = {
  bash: `_lab() {
    local word="\${COMP_WORDS[COMP_CWORD]}"
    mapfile -t COMPREPLY < <(compgen -W "$(lab __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "$word")
}
complete -o default -F _lab lab`,
  zsh: `#compdef lab
_lab() {
    local -a candidates
    candidates=(\${(f)"$(lab __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
    compadd -a candidates
}
compdef _lab lab`,
};

export function completion(io: Io, shell: string): number {
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (script === undefined) throw new LabError('ARGUMENT_INVALID', `completion takes "bash" or "zsh", not "${shell}"`);
  print(io, script);
  return EXIT.fine;
}

/** The possible values of an argument, by the names that program.ts gives to arguments. */
async function candidatesFor(io: Io, argument: string, labId: string | undefined): Promise<string[]> {
  if (argument === 'lab' || argument === 'labs') {
    const { listPlaces } = await import('../../lab/place.ts');
    return (await listPlaces(placesFrom(io.env).labs)).map(({ id }) => id);
  }
  if (labId === undefined) return [];
  const { placeOf } = await import('../place.ts');
  const lab = await openLab(io, await placeOf(io, labId));
  if (argument === 'node') return lab.nodes.map(({ name }) => name);
  if (argument === 'step') return lab.steps.map(({ id }) => id);
  if (argument === 'student-step') return lab.steps.filter(({ by }) => by === 'student').map(({ id }) => id);
  if (argument === 'fault') return lab.faults.map(({ id }) => id);
  if (argument === 'check') return lab.checks.map(({ id }) => id);
  return [];
}

/** The arguments of the verb, without options and their values. */
const argumentsIn = ({ valued }: VerbWords, words: string[]): string[] =>
  words.filter((word, index) => index > 0 && !word.startsWith('-') && !valued.includes(words[index - 1] ?? ''));

/** What the last word is: the value of an option, or an argument of the verb. */
function argumentAt(verb: VerbWords, words: string[]): string {
  const before = words.at(-2) ?? '';
  if (before === '--from' && verb.name === 'new') return 'lab';
  if (before === '--only') return 'check';
  if (before === '--to') return 'student-step';
  return verb.valued.includes(before) ? '' : (verb.arguments[argumentsIn(verb, words).length - 1] ?? '');
}

async function candidates(io: Io, verbs: VerbWords[], words: string[]): Promise<string[]> {
  const verb = verbs.find(({ name }) => name === words[0]);
  if (words.length <= 1) return verbs.map(({ name }) => name);
  if (!verb) return [];
  if (words.at(-1)?.startsWith('-')) return verb.options;
  try {
    return await candidatesFor(io, argumentAt(verb, words), argumentsIn(verb, words)[0]);
  } catch (error) {
    // An incomplete lab name is not an error during completion.
    if (error instanceof LabError) return [];
    throw error;
  }
}

/** @param words the arguments after `lab`; the last one is completed */
export async function complete(io: Io, verbs: VerbWords[], words: string[]): Promise<number> {
  const fitting = (await candidates(io, verbs, words)).filter((candidate) => candidate.startsWith(words.at(-1) ?? ''));
  if (fitting.length > 0) print(io, fitting.join('\n'));
  return EXIT.fine;
}
