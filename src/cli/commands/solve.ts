import { solve as solveInstance } from '../../actions/solve.ts';
import { instanceId, type InstanceOptions } from '../arguments.ts';
import { withContext } from '../context.ts';
import { EXIT, print, printJson, type Io } from '../io.ts';
import { transcript } from '../transcript.ts';

export interface SolveOptions extends InstanceOptions {
  to?: string;
}

export function solve(io: Io, labId: string, options: SolveOptions): Promise<number> {
  const id = instanceId(labId, options);
  return withContext(io, options, async (context, progress) => {
    const { steps, commands } = await solveInstance(context, { ...id, to: options.to });
    progress.done(`${id.instance}: ${steps.length} steps done`);
    if (options.json) printJson(io, { ...id, commands });
    else print(io, transcript(commands));
    return EXIT.fine;
  });
}
