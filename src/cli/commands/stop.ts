import type { LabPlace } from '../../lab/place.ts';
import { cpus } from 'node:os';
import { forEachInstance, valuesOf } from '../../actions/many.ts';
import { removeLeftovers, stop as stopInstance } from '../../actions/stop.ts';
import { Interrupted, LabError } from '../../util/errors.ts';
import { listInstances } from '../../orchestrator/instance.ts';
import { Slots } from '../../util/slots.ts';
import { instanceName } from '../arguments.ts';
import { withContext } from '../context.ts';
import { EXIT, print, printJson, type Io } from '../io.ts';
import { manyNames, plainFailures, type ManyOptions } from '../many.ts';

export interface StopOptions extends ManyOptions {
  all?: boolean;
}

export async function stop(io: Io, place: LabPlace | undefined, options: StopOptions): Promise<number> {
  if ((place === undefined) === (options.all !== true))
    throw new LabError('ARGUMENT_INVALID', 'stop needs the name of a lab, or --all, and not both');
  if (options.all && options.count !== undefined)
    throw new LabError('ARGUMENT_INVALID', 'stop needs --count or --all, and not both');
  const only = place && instanceName(place.id, options);
  const many = place && manyNames(place.id, options);
  return withContext(io, options, async (context, progress) => {
    const remove = async (instance: string): Promise<string[]> =>
      (await stopInstance(context, { instance, lab: place?.id, folder: place?.folder })) ? [instance] : [];
    if (only !== undefined && !many) return say(io, options, { removed: await remove(only) });
    const names = many ?? (await listInstances(context.engine)).map(({ name }) => name);
    // A busy instance does not prevent the others from being removed.
    const slots = new Slots(2 * cpus().length);
    const outcomes = await forEachInstance(context, names, slots, remove);
    if (options.all) await removeLeftovers(context);
    progress.clear();
    if (io.signal.aborted) throw new Interrupted('interrupted');
    return say(io, options, { removed: valuesOf(outcomes).flat(), ...plainFailures(outcomes) });
  });
}

function say(io: Io, { json }: StopOptions, result: { removed: string[]; failed?: object[] }): number {
  const { removed, failed = [] } = result;
  if (json) printJson(io, result);
  else print(io, removed.length === 0 ? 'nothing to remove' : `removed: ${removed.join(', ')}`);
  return failed.length === 0 ? EXIT.fine : EXIT.userCanFix;
}
