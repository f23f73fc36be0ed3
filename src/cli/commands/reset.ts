import type { LabPlace } from '../../lab/place.ts';
import { reset as resetInstance } from '../../actions/start.ts';
import { withContext } from '../context.ts';
import { EXIT, printJson, type Io } from '../io.ts';
import { bringUpInput } from '../bring-up.ts';
import type { BringUpOptions } from '../arguments.ts';

/** `lab reset`: removes the instance and starts it again. */
export function reset(io: Io, place: LabPlace, options: BringUpOptions): Promise<number> {
  return withContext(io, options, async (context, progress) => {
    const input = await bringUpInput(context, place, options);
    await resetInstance(context, input);
    progress.done(`${input.instance} is at the start again`);
    if (options.json) printJson(io, { lab: input.lab.id, instance: input.instance });
    return EXIT.fine;
  });
}
