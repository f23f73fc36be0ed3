import { LabError } from '../../errors.ts';
import { connectEngine } from '../../orchestrator/connect.ts';
import { findInstance, listInstances, removeInstance, type Instance } from '../../orchestrator/instance.ts';
import type { Engine } from '../../orchestrator/engine.ts';
import { TOOL_LABELS } from '../../orchestrator/tool-container.ts';
import { withLock } from '../../orchestrator/lock.ts';
import { sweepCache } from '../../orchestrator/sweep.ts';
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

/** Until nothing is left: a command that was killed may have asked the engine for something that it makes only now. */
async function removeAll(engine: Engine, instance: Instance): Promise<void> {
  for (let left: Instance | undefined = instance; left; left = await findInstance(engine, instance.name)) {
    await removeInstance(engine, left);
  }
}

/** Containers of kernel probes whose command was killed. */
async function removeProbes(engine: Engine): Promise<void> {
  const [[key, value] = ['', '']] = Object.entries(TOOL_LABELS);
  const probes = await engine.containers(`${key}=${value}`);
  await Promise.all(probes.map(({ name }) => engine.removeContainer(name)));
}

export async function stop(io: Io, labId: string | undefined, options: StopOptions): Promise<number> {
  const instances = await chosen(io, labId, options);
  const places = placesFrom(io.env);
  const engine = await connectEngine(io.env, places);
  const progress = await makeProgress(io);
  // One that is busy keeps none of the others from being removed.
  const results = await Promise.allSettled(
    instances.map((instance) => {
      progress.say(`removing ${instance.name}`);
      return withLock(places.cacheDir, instance.name, `stop ${instance.lab}`, () => removeAll(engine, instance));
    }),
  );
  if (options.all) {
    await removeProbes(engine);
    await sweepCache(places.cacheDir, 'stop --all');
  }
  progress.clear();
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  const removed = instances.map(({ name }) => name);
  if (options.json) printJson(io, { removed });
  else print(io, removed.length === 0 ? 'nothing to remove' : `removed: ${removed.join(', ')}`);
  return EXIT.fine;
}
