/** What the verbs share that bring an instance up. */
import type { LabPlace } from '../lab/place.ts';
import type { Context } from '../actions/context.ts';
import { openVariant } from '../actions/open.ts';
import type { BringUpInput, Started } from '../actions/start.ts';
import { KERNEL_CHOICES } from '../orchestrator/kernel.ts';
import { isEmpty } from '../orchestrator/plan.ts';
import { instanceId, oneOf, seedFrom, type BringUpOptions } from './arguments.ts';
import type { Progress } from './progress.ts';

/** The requested instance, with its lab and kernel options. @throws LabError ARGUMENT_INVALID, LAB_UNKNOWN, LAB_FILE_INVALID */
export async function bringUpInput(context: Context, place: LabPlace, options: BringUpOptions): Promise<BringUpInput> {
  const id = instanceId(place, options);
  return {
    lab: await openVariant(context, id, seedFrom(options)),
    instance: id.instance,
    kernel: oneOf('--kernel', options.kernel, KERNEL_CHOICES, 'auto'),
    base: options.base,
  };
}

/** The line behind the progress. @param durationMs of the whole command so far */
export const sayRunning = (progress: Progress, { lab, instance, plan }: Started, durationMs: number): void =>
  progress.done(
    `${instance} is running: ${lab.nodes.length} nodes${isEmpty(plan) ? ', as before' : ''} (${(durationMs / 1000).toFixed(1)} s)`,
  );
