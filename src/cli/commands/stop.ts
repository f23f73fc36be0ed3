import { cpus } from 'node:os';
import { Interrupted, LabError } from '../../errors.ts';
import { connectEngine } from '../../orchestrator/connect.ts';
import { findInstance, listInstances, removeInstance, type Instance } from '../../orchestrator/instance.ts';
import type { Engine } from '../../orchestrator/engine.ts';
import { TOOL_LABELS } from '../../orchestrator/tool-container.ts';
import { withLock } from '../../orchestrator/lock.ts';
import { sweepCache } from '../../orchestrator/sweep.ts';
import { placesFrom } from '../../orchestrator/places.ts';
import { Slots } from '../../slots.ts';
import { EXIT, print, printJson, type Io } from '../io.ts';
import { forEachInstance, manyNames, plainFailures, valuesOf, type ManyOptions } from '../many.ts';
import { makeProgress, type Progress } from '../progress.ts';
import { instanceName } from '../session.ts';

export interface StopOptions extends ManyOptions {
  all?: boolean;
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

interface Removal {
  io: Io;
  engine: Engine;
  /** undefined: of whichever lab it is. */
  labId: string | undefined;
  progress: Progress;
}

/**
 * Works from labels alone: the lab file may be gone. What there is is looked up under the lock, when nobody adds to it.
 * @returns the names that were removed, one or none
 */
function remove({ io, engine, labId, progress }: Removal, name: string): Promise<string[]> {
  return withLock(placesFrom(io.env).cacheDir, name, `stop ${labId ?? '--all'}`, async () => {
    const instance = await findInstance(engine, name);
    if (!instance) return [];
    if (labId !== undefined && instance.lab !== labId)
      throw new LabError('INSTANCE_NOT_RUNNING', `"${name}" is an instance of ${instance.lab}, not of ${labId}`);
    progress.say(`removing ${name}`);
    await removeAll(engine, instance);
    return [name];
  });
}

export async function stop(io: Io, labId: string | undefined, options: StopOptions): Promise<number> {
  if ((labId === undefined) === (options.all !== true))
    throw new LabError('ARGUMENT_INVALID', 'stop needs the name of a lab, or --all, and not both');
  if (options.all && options.count !== undefined)
    throw new LabError('ARGUMENT_INVALID', 'stop needs --count or --all, and not both');
  const only = labId === undefined ? undefined : instanceName(labId, options);
  const many = labId === undefined ? undefined : manyNames(labId, options);
  const engine = await connectEngine(io.env, placesFrom(io.env));
  const progress = await makeProgress(io);
  const removal: Removal = { io, engine, labId, progress };
  try {
    if (only !== undefined && !many) return say(io, options, { removed: await remove(removal, only) });
    const names = many ?? (await listInstances(engine)).map(({ name }) => name);
    // One that is busy keeps none of the others from being removed.
    const outcomes = await forEachInstance(io, names, {
      slots: new Slots(2 * cpus().length),
      progress,
      work: (name) => remove(removal, name),
    });
    if (options.all) {
      await removeProbes(engine);
      await sweepCache(placesFrom(io.env).cacheDir, 'stop --all');
    }
    progress.clear();
    if (io.signal.aborted) throw new Interrupted('interrupted');
    return say(io, options, { removed: valuesOf(outcomes).flat(), ...plainFailures(outcomes) });
  } finally {
    progress.clear();
  }
}

function say(io: Io, { json }: StopOptions, result: { removed: string[]; failed?: object[] }): number {
  const { removed, failed = [] } = result;
  if (json) printJson(io, result);
  else print(io, removed.length === 0 ? 'nothing to remove' : `removed: ${removed.join(', ')}`);
  return failed.length === 0 ? EXIT.fine : EXIT.userCanFix;
}
