/** What most commands begin with: the lab, the engine, the instance's name. */
import { LabError } from '../errors.ts';
import { findLabCached } from '../lab/cached.ts';
import { IDENTIFIER } from '../lab/identifier.ts';
import type { Lab } from '../lab/lab.ts';
import { connectEngine } from '../orchestrator/connect.ts';
import type { Engine } from '../orchestrator/engine.ts';
import { findInstance, notRunning, type Instance } from '../orchestrator/instance.ts';
import { placesFrom, type Places } from '../orchestrator/places.ts';
import type { CommonOptions, Io } from './io.ts';

export interface InstanceOptions extends CommonOptions {
  as?: string;
}

/** @throws LabError ARGUMENT_INVALID */
export function instanceName(labId: string, { as: name }: InstanceOptions): string {
  if (name === undefined) return labId;
  if (!IDENTIFIER.pattern.test(name))
    throw new LabError('ARGUMENT_INVALID', `--as is "${name}", ${IDENTIFIER.expectation}`);
  return name;
}

/** @throws LabError LAB_UNKNOWN, LAB_FILE_INVALID */
export function openLab(io: Io, id: string): Promise<Lab> {
  const { root, cacheDir } = placesFrom(io.env);
  return findLabCached(root, id, cacheDir);
}

export interface Session {
  lab: Lab;
  engine: Engine;
  name: string;
  places: Places;
}

export async function openSession(io: Io, labId: string, options: InstanceOptions): Promise<Session> {
  const places = placesFrom(io.env);
  const lab = await openLab(io, labId);
  const name = instanceName(lab.id, options);
  return { lab, engine: await connectEngine(io.env, places), name, places };
}

export interface OpenInstance {
  engine: Engine;
  instance: Instance;
  name: string;
  places: Places;
}

/**
 * By labels alone: the lab's file is not read.
 * @throws LabError LAB_UNKNOWN, INSTANCE_NOT_RUNNING
 */
export async function openInstance(io: Io, labId: string, options: InstanceOptions): Promise<OpenInstance> {
  const places = placesFrom(io.env);
  const name = instanceName(labId, options);
  const engine = await connectEngine(io.env, places);
  const instance = await findInstance(engine, name);
  if (!instance || instance.lab !== labId) {
    await openLab(io, labId);
    throw notRunning(labId, name);
  }
  return { engine, instance, name, places };
}

/** @throws LabError LAB_UNKNOWN, LAB_FILE_INVALID, INSTANCE_NOT_RUNNING */
export async function openRunning(
  io: Io,
  labId: string,
  options: InstanceOptions,
): Promise<OpenInstance & { lab: Lab }> {
  const lab = await openLab(io, labId);
  return { lab, ...(await openInstance(io, labId, options)) };
}
