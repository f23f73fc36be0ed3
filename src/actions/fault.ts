/** Faults of a lab: injected into a running instance, and repaired. */
import { LabError } from '../util/errors.ts';
import type { Fault, Lab } from '../lab/lab.ts';
import { asLabWork } from '../orchestrator/lab-work.ts';
import { withLock } from '../orchestrator/lock.ts';
import { runCommands } from '../orchestrator/run-commands.ts';
import type { Context } from './context.ts';
import { openRunning, type InstanceId } from './open.ts';

/** @throws LabError FAULT_UNKNOWN */
function findFault({ id: labId, faults }: Lab, id: string): Fault {
  const found = faults.find((one) => one.id === id);
  if (found) return found;
  const ids = faults.map((one) => one.id).join(', ');
  throw new LabError('FAULT_UNKNOWN', `"${id}" is no fault of ${labId}, expected one of: ${ids}`);
}

export type FaultVerb = 'break' | 'repair';

/** @throws LabError FAULT_UNKNOWN, STEP_FAILED, and what openRunning and withLock throw */
export async function applyFault(
  context: Context,
  verb: FaultVerb,
  { fault: faultId, ...id }: InstanceId & { fault: string },
): Promise<Fault> {
  const { lab, instance } = await openRunning(context, id);
  const fault = findFault(lab, faultId);
  const commands = verb === 'break' ? fault.inject : fault.repair;
  const { engine, places, signal } = context;
  const nodes = commands.map(({ node }) => node);
  await withLock(places.cacheDir, instance.name, `${verb} ${lab.id}`, () =>
    asLabWork(engine, instance, nodes, () => runCommands(engine, instance, `${verb} ${fault.id}`, commands, signal)),
  );
  return fault;
}
