/** What most commands begin with: the lab, the engine, the instance's name. */
import { LabError } from '../errors.ts';
import { findLabCached } from '../lab/cached.ts';
import { IDENTIFIER } from '../lab/identifier.ts';
import type { Lab } from '../lab/lab.ts';
import { inVariant, toSeed } from '../lab/variant.ts';
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

export interface VariantOptions extends InstanceOptions {
  variant?: string;
}

const MAX_SEED = 200;

/** @throws LabError ARGUMENT_INVALID */
export function seedFrom({ variant }: VariantOptions): string | undefined {
  if (variant === undefined) return undefined;
  const seed = toSeed(variant);
  if (seed !== '' && seed.length <= MAX_SEED && !/\p{Cc}/u.test(seed)) return seed;
  throw new LabError(
    'ARGUMENT_INVALID',
    `--variant is "${variant}", expected a name of ${MAX_SEED} characters at most`,
  );
}

/** As it is written, no variant. @throws LabError LAB_UNKNOWN, LAB_FILE_INVALID */
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

/** The lab in the variant that is asked for, or else the one that the instance has. */
export async function openSession(io: Io, labId: string, options: VariantOptions): Promise<Session> {
  const places = placesFrom(io.env);
  const seed = seedFrom(options);
  const lab = await openLab(io, labId);
  const name = instanceName(lab.id, options);
  const engine = await connectEngine(io.env, places);
  const instance = seed === undefined ? await findInstance(engine, name) : undefined;
  return { lab: inVariant(lab, seed ?? variantIn(instance, lab)), engine, name, places };
}

export const variantIn = (instance: Instance | undefined, lab: Lab): string | undefined =>
  instance?.lab === lab.id ? instance.variant : undefined;

/**
 * For what can be read without an instance: the seed that is asked for, or else the running instance's.
 * @throws LabError INSTANCE_NOT_RUNNING, ENGINE_UNREACHABLE for an instance that is named
 */
export async function findSeed(io: Io, lab: Lab, options: VariantOptions): Promise<string | undefined> {
  const seed = seedFrom(options);
  if (seed !== undefined) return seed;
  try {
    return (await openInstance(io, lab.id, options)).instance.variant;
  } catch (error) {
    if (error instanceof LabError && options.as === undefined) return undefined;
    throw error;
  }
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

/** A running instance, and its lab in its variant. */
export type Opened = OpenInstance & { lab: Lab };

/** @throws LabError LAB_UNKNOWN, LAB_FILE_INVALID, INSTANCE_NOT_RUNNING */
export async function openRunning(io: Io, labId: string, options: InstanceOptions): Promise<Opened> {
  const lab = await openLab(io, labId);
  const opened = await openInstance(io, labId, options);
  return { lab: inVariant(lab, opened.instance.variant), ...opened };
}
