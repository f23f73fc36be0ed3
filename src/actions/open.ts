/** What most actions begin with: the lab as it is written or in a variant, and the running instance. */
import { findLabCached } from '../lab/cached.ts';
import type { Lab } from '../lab/lab.ts';
import { inVariant } from '../lab/variant.ts';
import { cutOffNodes, findInstance, notRunning, startCommand, type Instance } from '../orchestrator/instance.ts';
import type { Places } from '../orchestrator/places.ts';
import { LabError } from '../util/errors.ts';
import type { Context } from './context.ts';

/** Which instance of which lab. */
export interface InstanceId {
  lab: string;
  instance: string;
}

/** As it is written, no variant. @throws LabError LAB_UNKNOWN, LAB_FILE_INVALID */
export const openLab = ({ root, cacheDir }: Places, id: string): Promise<Lab> => findLabCached(root, id, cacheDir);

export const variantIn = (instance: Instance | undefined, lab: Lab): string | undefined =>
  instance?.lab === lab.id ? instance.variant : undefined;

/** The lab in the variant that is asked for, or else in the one that the instance has. @throws LabError as openLab */
export async function openVariant(
  context: Context,
  { lab: labId, instance: name }: InstanceId,
  seed?: string,
): Promise<Lab> {
  const lab = await openLab(context.places, labId);
  const instance = seed === undefined ? await findInstance(context.engine, name) : undefined;
  return inVariant(lab, seed ?? variantIn(instance, lab));
}

type Where = Pick<Context, 'engine' | 'places'>;

/**
 * By labels alone: the lab's file is not read.
 * @throws LabError LAB_UNKNOWN, INSTANCE_NOT_RUNNING
 */
export async function openInstance({ engine, places }: Where, { lab, instance: name }: InstanceId): Promise<Instance> {
  const instance = await findInstance(engine, name);
  if (instance?.lab === lab) return instance;
  await openLab(places, lab);
  throw notRunning(lab, name);
}

/** A running instance, and its lab in its variant. */
export interface Running {
  lab: Lab;
  instance: Instance;
}

/** @throws LabError LAB_UNKNOWN, LAB_FILE_INVALID, INSTANCE_NOT_RUNNING */
export async function openRunning(where: Where, id: InstanceId): Promise<Running> {
  const lab = await openLab(where.places, id.lab);
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
