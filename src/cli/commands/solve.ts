import { withLock } from '../../orchestrator/lock.ts';
import { solve as runSteps, stepsUpTo, type StepOutput } from '../../orchestrator/solve.ts';
import { EXIT, languageOf, print, printJson, type Io } from '../io.ts';
import { makeProgress } from '../progress.ts';
import { openRunning, type InstanceOptions } from '../session.ts';

export interface SolveOptions extends InstanceOptions {
  to?: string;
}

/** As a terminal would show it: the commands of each node behind its prompt, then what they printed. */
export const transcript = (outputs: StepOutput[]): string =>
  outputs
    .map(({ node, run, output }) => {
      const commands = run
        .trimEnd()
        .split('\n')
        .map((line) => `[root@${node} ~]# ${line}`);
      return [...commands, ...(output === '' ? [] : [output.trimEnd()])].join('\n');
    })
    .join('\n');

export async function solve(io: Io, labId: string, options: SolveOptions): Promise<number> {
  const { lab, engine, name, instance, places } = await openRunning(io, labId, options);
  const steps = stepsUpTo(lab, options.to);
  const progress = await makeProgress(io);
  const language = languageOf(io, options);
  try {
    const outputs = await withLock(places.cacheDir, name, `solve ${lab.id}`, () =>
      runSteps({ engine, instance, steps, onStep: (step) => progress.say(step.title[language]), signal: io.signal }),
    );
    progress.done(`${name}: ${steps.length} steps done`);
    if (options.json) printJson(io, { lab: lab.id, instance: name, commands: outputs });
    else print(io, transcript(outputs));
    return EXIT.fine;
  } finally {
    progress.clear();
  }
}
