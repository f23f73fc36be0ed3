import { LabError } from '../../errors.ts';
import { placesFrom } from '../../orchestrator/places.ts';
import { EXIT, print, type Io } from '../io.ts';
import { openLab } from '../session.ts';
import type { VerbWords } from '../program.ts';

/** Each shell asks `lab __complete WORD…` for the words that may stand in the place of the last one. */
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

/** What a verb's arguments are, in order, by the names that program.ts gives them. */
async function candidatesFor(io: Io, argument: string, labId: string | undefined): Promise<string[]> {
  if (argument === 'lab' || argument === 'labs') {
    // A key press waits for this: the libraries of lab files are loaded only here.
    const { listLabs } = await import('../../lab/load.ts');
    return listLabs(placesFrom(io.env).root);
  }
  if (labId === undefined) return [];
  const lab = await openLab(io, labId);
  if (argument === 'node') return lab.nodes.map(({ name }) => name);
  if (argument === 'step') return lab.steps.map(({ id }) => id);
  if (argument === 'student-step') return lab.steps.filter(({ by }) => by === 'student').map(({ id }) => id);
  if (argument === 'fault') return lab.faults.map(({ id }) => id);
  if (argument === 'check') return lab.checks.map(({ id }) => id);
  return [];
}

/** The words behind the verb that are its arguments: no options, and no values of options. */
const argumentsIn = ({ valued }: VerbWords, words: string[]): string[] =>
  words.filter((word, index) => index > 0 && !word.startsWith('-') && !valued.includes(words[index - 1] ?? ''));

/** The argument that the last word stands for: an option's value, or the verb's own. */
function argumentAt(verb: VerbWords, words: string[]): string {
  const before = words.at(-2) ?? '';
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
    // Half a word is no lab: a shell that completes it wants nothing said.
    if (error instanceof LabError) return [];
    throw error;
  }
}

/** @param words what was typed behind `lab`, the last one being completed */
export async function complete(io: Io, verbs: VerbWords[], words: string[]): Promise<number> {
  const fitting = (await candidates(io, verbs, words)).filter((candidate) => candidate.startsWith(words.at(-1) ?? ''));
  if (fitting.length > 0) print(io, fitting.join('\n'));
  return EXIT.fine;
}
