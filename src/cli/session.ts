/** Opens the engine, the lab and the running instance for verbs that do not change anything. */
import {
  openInstance as openById,
  openLab as openLabIn,
  openRunning as openRunningById,
  type Running,
} from '../actions/open.ts';
import { LabError } from '../util/errors.ts';
import type { Lab } from '../lab/lab.ts';
import type { LabPlace } from '../lab/place.ts';
import { connectEngine } from '../orchestrator/connect.ts';
import type { Engine } from '../orchestrator/engine.ts';
import type { Instance } from '../orchestrator/instance.ts';
import { placesFrom, type Places } from '../orchestrator/places.ts';
import { instanceId, seedFrom, type InstanceOptions, type VariantOptions } from './arguments.ts';
import type { Io } from './io.ts';

export const openLab = (io: Io, { id, folder }: LabPlace): Promise<Lab> => openLabIn(placesFrom(io.env), id, folder);

interface Where {
  engine: Engine;
  places: Places;
}

async function whereOf(io: Io): Promise<Where> {
  const places = placesFrom(io.env);
  return { engine: await connectEngine(io.env, places), places };
}

/** Finds the instance by its labels alone, without reading the lab file. @throws LabError LAB_UNKNOWN, INSTANCE_NOT_RUNNING */
export async function openInstance(
  io: Io,
  place: LabPlace,
  options: InstanceOptions,
): Promise<Where & { instance: Instance }> {
  const id = instanceId(place, options);
  const where = await whereOf(io);
  return { ...where, instance: await openById(where, id) };
}

/** @throws LabError LAB_UNKNOWN, LAB_FILE_INVALID, INSTANCE_NOT_RUNNING */
export async function openRunning(io: Io, place: LabPlace, options: InstanceOptions): Promise<Where & Running> {
  const id = instanceId(place, options);
  await openLab(io, place);
  const where = await whereOf(io);
  return { ...where, ...(await openRunningById(where, id)) };
}

/**
 * For output that needs no instance: the lab in the variant of --variant, else in that of the running instance.
 * @throws LabError INSTANCE_NOT_RUNNING, ENGINE_UNREACHABLE for an instance that is named
 */
export async function findSeed(io: Io, place: LabPlace, options: VariantOptions): Promise<string | undefined> {
  const seed = seedFrom(options);
  if (seed !== undefined) return seed;
  try {
    return (await openInstance(io, place, options)).instance.variant;
  } catch (error) {
    if (error instanceof LabError && options.as === undefined) return undefined;
    throw error;
  }
}
