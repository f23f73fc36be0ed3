import type { LabPlace } from '../../lab/place.ts';
import { applyFault, type FaultVerb } from '../../actions/fault.ts';
import { instanceId, type InstanceOptions } from '../arguments.ts';
import { withContext } from '../context.ts';
import { EXIT, languageOf, print, printJson, type Io } from '../io.ts';

/** `lab break` and `lab repair`. The fault is explained only after the repair, because finding it is the exercise. */
export function fault(
  io: Io,
  verb: FaultVerb,
  place: LabPlace,
  faultId: string,
  options: InstanceOptions,
): Promise<number> {
  const id = instanceId(place, options);
  return withContext(io, options, async (context) => {
    const { id: done, title, looks } = await applyFault(context, verb, { ...id, fault: faultId });
    const language = languageOf(io, options);
    const state = verb === 'break' ? 'broken' : 'repaired';
    if (options.json) printJson(io, { lab: id.lab, instance: id.instance, fault: done, title: title[language], state });
    else print(io, verb === 'break' ? `broken: ${done}` : `repaired: ${title[language]}\n${looks[language]}`);
    return EXIT.fine;
  });
}
