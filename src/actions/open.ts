/** What most actions begin with: the lab as it is written or in a variant, and the running instance. */
import { join } from 'node:path';
import { loadLabCached } from '../lab/cached.ts';
import type { Lab } from '../lab/lab.ts';
import { manifestHash } from '../lab/hash.ts';
import { hasLabFile } from '../lab/on-disk.ts';
import { findPlace, isSameFolder, unknownLab } from '../lab/place.ts';
import { inVariant } from '../lab/variant.ts';
import {
  commandWords,
  cutOffNodes,
  findInstance,
  notRunning,
  startCommand,
  type Instance,
} from '../orchestrator/instance.ts';
import type { Places } from '../orchestrator/places.ts';
import { LabError } from '../util/errors.ts';
import type { Context } from './context.ts';

/** Which instance of which lab. */
export interface InstanceId {
  /** Its id. */
  lab: string;
  /** Where the lab lies; the one of that name when left out. */
  folder?: string | undefined;
  instance: string;
}

/**
 * As it is written, no variant.
 * @param folder where it lies; the one of that name when left out
 * @throws LabError LAB_UNKNOWN, LAB_AMBIGUOUS, LAB_FILE_INVALID, FILE_UNREADABLE
 */
export async function openLab({ labs, cacheDir }: Places, id: string, folder?: string): Promise<Lab> {
  const found = folder ?? (await findPlace(labs, '', id))?.folder;
  if (found === undefined) throw await unknownLab(labs, '', id);
  return loadLabCached(found, cacheDir);
}

/** The folder that an instance remembers of its lab: none for labs of the project, which lie where the program lies. */
export function rememberedFolder({ labs }: Places, { id, folder }: Lab): string | undefined {
  return folder === undefined || folder === join(labs.own, id) ? undefined : folder;
}

/**
 * Two labs of one name have different folders. A lab that was moved is the same one: nothing is left where it was.
 * @throws LabError INSTANCE_CHANGED
 */
export async function refuseOtherFolder(
  { labs }: Places,
  instance: Pick<Instance, 'name' | 'lab' | 'folder'>,
  folder: string | undefined,
): Promise<void> {
  const remembered = instance.folder ?? join(labs.own, instance.lab);
  if (folder === undefined || (await isSameFolder(remembered, folder)) || !(await hasLabFile(remembered))) return;
  throw new LabError(
    'INSTANCE_CHANGED',
    `the instance "${instance.name}" was started from the lab in ${remembered}, got the lab in ${folder}`,
    { hint: `Name the lab by that folder, or choose another name for the instance with --as.` },
  );
}

/** Tells that the lab's file is no longer the one from which the instance was built. */
export function warnOfChange({ emit }: Pick<Context, 'emit'>, { lab, instance }: Running): void {
  if (manifestHash(lab) === instance.manifest) return;
  const reset = `\`lab reset ${commandWords(lab.id, instance.name)}\``;
  emit({
    type: 'warning',
    instance: instance.name,
    message: {
      en: `the networks, nodes or boot commands of ${lab.id} were changed since "${instance.name}" was started; ${reset} builds it anew, and what was done in its nodes is lost`,
      zh: `"${instance.name}" 启动之后，${lab.id} 的网络、节点或启动命令有改动；${reset} 会重新构建，节点中已做的操作会丢失`,
    },
  });
}

export const variantIn = (instance: Instance | undefined, lab: Lab): string | undefined =>
  instance?.lab === lab.id ? instance.variant : undefined;

/** The lab in the variant that is asked for, or else in the one that the instance has. @throws LabError as openLab */
export async function openVariant(
  context: Context,
  { lab: labId, folder, instance: name }: InstanceId,
  seed?: string,
): Promise<Lab> {
  const lab = await openLab(context.places, labId, folder);
  const instance = seed === undefined ? await findInstance(context.engine, name) : undefined;
  return inVariant(lab, seed ?? variantIn(instance, lab));
}

type Where = Pick<Context, 'engine' | 'places'>;

/**
 * By labels alone: the lab's file is not read.
 * @throws LabError LAB_UNKNOWN, INSTANCE_NOT_RUNNING
 */
export async function openInstance({ engine, places }: Where, id: InstanceId): Promise<Instance> {
  const { lab, folder, instance: name } = id;
  const instance = await findInstance(engine, name);
  if (instance?.lab === lab) {
    await refuseOtherFolder(places, instance, folder);
    return instance;
  }
  throw notRunning(lab, name, rememberedFolder(places, await openLab(places, lab, folder)));
}

/** A running instance, and its lab in its variant. */
export interface Running {
  lab: Lab;
  instance: Instance;
}

/** @throws LabError LAB_UNKNOWN, LAB_FILE_INVALID, INSTANCE_NOT_RUNNING */
export async function openRunning(where: Where, id: InstanceId): Promise<Running> {
  const lab = await openLab(where.places, id.lab, id.folder);
  const instance = await openInstance(where, id);
  return { lab: inVariant(lab, instance.variant), instance };
}

/** @throws LabError NODE_NOT_RUNNING when a node of the lab is missing, stopped or cut off: then nothing can be judged */
export function requireAllNodes({ lab, instance }: Running): void {
  const require = (away: string[], what: string): void => {
    if (away.length === 0) return;
    throw new LabError('NODE_NOT_RUNNING', `${what}: ${away.join(', ')}`, {
      hint: `\`${startCommand(lab.id, instance.name)}\` brings them back.`,
    });
  };
  const isRunning = (name: string): boolean =>
    instance.nodes.some((node) => node.name === name && node.state === 'running');
  require(lab.nodes.map(({ name }) => name).filter((name) => !isRunning(name)), 'not running');
  require(cutOffNodes(lab, instance), 'not on all of their networks');
}
