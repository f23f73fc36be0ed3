import { LabError } from '../../errors.ts';
import { connectEngine } from '../../orchestrator/connect.ts';
import { findInstance, listInstances, removeInstance, type Instance } from '../../orchestrator/instance.ts';
import { withLock } from '../../orchestrator/lock.ts';
import { placesFrom } from '../../orchestrator/places.ts';
import { EXIT, print, printJson, type Io } from '../io.ts';
import { makeProgress } from '../progress.ts';
import { instanceName, type InstanceOptions } from '../session.ts';

export interface StopOptions extends InstanceOptions {
  all?: boolean;
}

/** Works from labels alone: the lab file may be gone. @throws LabError ARGUMENT_INVALID */
async function chosen(io: Io, labId: string | undefined, options: StopOptions): Promise<Instance[]> {
  if ((labId === undefined) === (options.all !== true)) {
    throw new LabError('ARGUMENT_INVALID', 'stop needs the name of a lab, or --all, and not both');
  }
  const engine = await connectEngine(io.env, placesFrom(io.env));
  if (labId === undefined) return listInstances(engine);
  const instance = await findInstance(engine, instanceName(labId, options));
  if (instance && instance.lab !== labId) {
    throw new LabError('INSTANCE_NOT_RUNNING', `"${instance.name}" is an instance of ${instance.lab}, not of ${labId}`);
  }
  return instance ? [instance] : [];
}

export async function stop(io: Io, labId: string | undefined, options: StopOptions): Promise<number> {
  const instances = await chosen(io, labId, options);
  const places = placesFrom(io.env);
  const engine = await connectEngine(io.env, places);
  const progress = await makeProgress(io);
  try {
    await Promise.all(
      instances.map(async (instance) => {
        progress.say(`removing ${instance.name}`);
        await withLock(places.cacheDir, instance.name, `stop ${instance.lab}`, () => removeInstance(engine, instance));
      }),
    );
    progress.clear();
  } finally {
    progress.clear();
  }
  const removed = instances.map(({ name }) => name);
  if (options.json) printJson(io, { removed });
  else print(io, removed.length === 0 ? 'nothing to remove' : `removed: ${removed.join(', ')}`);
  return EXIT.fine;
}
