/** Removing instances. It goes by labels alone: the lab file may be gone. */
import { LabError } from '../util/errors.ts';
import type { Engine } from '../orchestrator/engine.ts';
import { findInstance, removeInstance, type Instance } from '../orchestrator/instance.ts';
import { withLock } from '../orchestrator/lock.ts';
import { cleanStaleCache } from '../orchestrator/cache-cleanup.ts';
import { TOOL_LABELS } from '../orchestrator/tool-container.ts';
import type { Context } from './context.ts';
import { refuseOtherFolder } from './open.ts';

/** Repeats until nothing is left: the engine may still be making what a killed command had asked for. */
async function removeAll(engine: Engine, instance: Instance): Promise<void> {
  for (let left: Instance | undefined = instance; left; left = await findInstance(engine, instance.name)) {
    await removeInstance(engine, left);
  }
}

export interface StopInput {
  instance: string;
  /** The lab that it must be of; any when left out. */
  lab?: string | undefined;
  /** Where that lab lies. */
  folder?: string | undefined;
}

/**
 * What there is is looked up under the lock, when nobody adds to it.
 * @returns whether there was something to remove
 * @throws LabError INSTANCE_NOT_RUNNING when it is one of another lab, INSTANCE_CHANGED, INSTANCE_BUSY
 */
export function stop({ engine, places, emit }: Context, { instance: name, lab, folder }: StopInput): Promise<boolean> {
  return withLock(places.cacheDir, name, `stop ${lab ?? '--all'}`, async () => {
    const instance = await findInstance(engine, name);
    if (!instance) return false;
    if (lab !== undefined && instance.lab !== lab)
      throw new LabError('INSTANCE_NOT_RUNNING', `"${name}" is an instance of ${instance.lab}, not of ${lab}`);
    await refuseOtherFolder(places, instance, folder);
    emit({ type: 'phase', instance: name, message: { en: `removing ${name}`, zh: `正在移除 ${name}` } });
    await removeAll(engine, instance);
    return true;
  });
}

/** What killed commands left beside instances: containers of kernel probes, drafts and locks in the cache folder. */
export async function removeLeftovers({ engine, places }: Context): Promise<void> {
  const [[key, value] = ['', '']] = Object.entries(TOOL_LABELS);
  const probes = await engine.containers(`${key}=${value}`);
  await Promise.all(probes.map(({ name }) => engine.removeContainer(name)));
  await cleanStaleCache(places.cacheDir, 'stop --all');
}
