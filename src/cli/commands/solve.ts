import type { LabPlace } from '../../lab/place.ts';
import { solve as solveInstance } from '../../actions/solve.ts';
import { instanceId, type InstanceOptions } from '../arguments.ts';
import { withContext } from '../context.ts';
import { EXIT, print, printJson, type Io } from '../io.ts';
import { transcript } from '../transcript.ts';

export interface SolveOptions extends InstanceOptions {
  to?: string;
}

export function solve(io: Io, place: LabPlace, options: SolveOptions): Promise<number> {
  const id = instanceId(place, options);
  return withContext(io, options, async (context, progress) => {
    const { steps, commands } = await solveInstance(context, { ...id, to: options.to });
    progress.done(`${id.instance}: ${steps.length} steps done`);
    if (options.json) printJson(io, { lab: id.lab, instance: id.instance, commands });
    else print(io, transcript(commands));
    return EXIT.fine;
  });
}
