/** What most commands begin with: the lab, the engine, the instance's name. */
import { LabError } from '../errors.ts';
import type { Lab } from '../lab/lab.ts';
import { findLab } from '../lab/load.ts';
import { identifier } from '../lab/primitives.ts';
import { connectEngine } from '../orchestrator/connect.ts';
import type { Engine } from '../orchestrator/engine.ts';
import { runningInstance, type Instance } from '../orchestrator/instance.ts';
import { placesFrom, type Places } from '../orchestrator/places.ts';
import type { CommonOptions, Io } from './io.ts';

export interface InstanceOptions extends CommonOptions {
  as?: string;
}

/** @throws LabError ARGUMENT_INVALID */
export function instanceName(labId: string, { as: name }: InstanceOptions): string {
  if (name === undefined) return labId;
  if (!identifier.safeParse(name).success) {
    throw new LabError('ARGUMENT_INVALID', `--as is "${name}", expected lower-case letters, digits and hyphens, a letter first, 40 at most`);
  }
  return name;
}

export interface Session {
  lab: Lab;
  engine: Engine;
  name: string;
  places: Places;
}

/** @throws LabError LAB_UNKNOWN, LAB_FILE_INVALID */
export const openLab = (io: Io, id: string): Promise<Lab> => findLab(placesFrom(io.env).root, id);

export async function openSession(io: Io, labId: string, options: InstanceOptions): Promise<Session> {
  const places = placesFrom(io.env);
  const lab = await openLab(io, labId);
  const name = instanceName(lab.id, options);
  return { lab, engine: await connectEngine(io.env, places), name, places };
}

/** @throws LabError INSTANCE_NOT_RUNNING */
export async function openRunning(io: Io, labId: string, options: InstanceOptions): Promise<Session & { instance: Instance }> {
  const session = await openSession(io, labId, options);
  return { ...session, instance: await runningInstance(session.engine, session.lab.id, session.name) };
}
