/** What a LAB on the command line means: a name, or the path of a lab's folder or file. */
import { findPlace, unknownLab, type LabPlace } from '../lab/place.ts';
import { connectEngine } from '../orchestrator/connect.ts';
import { listInstances } from '../orchestrator/instance.ts';
import { placesFrom } from '../orchestrator/places.ts';
import { LabError } from '../util/errors.ts';
import type { InstanceOptions } from './arguments.ts';
import type { Io } from './io.ts';

/** The folders that running instances of a lab of this name remember. None without an engine. */
async function rememberedFolders(io: Io, id: string, as: string | undefined): Promise<string[]> {
  try {
    const all = await listInstances(await connectEngine(io.env, placesFrom(io.env)));
    const mine = all.filter(({ lab }) => lab === id);
    const named = mine.filter(({ name }) => name === (as ?? id));
    return [...new Set((named.length > 0 ? named : mine).flatMap(({ folder }) => folder ?? []))];
  } catch (error) {
    if (error instanceof LabError) return [];
    throw error;
  }
}

/**
 * A name that neither the project nor LAB_PATH has may be that of a running instance's lab.
 * @throws LabError LAB_UNKNOWN, LAB_AMBIGUOUS, ARGUMENT_INVALID
 */
export async function placeOf(io: Io, word: string, { as }: InstanceOptions = {}): Promise<LabPlace> {
  const { labs } = placesFrom(io.env);
  const found = await findPlace(labs, io.cwd, word);
  if (found) return found;
  const [folder, other] = await rememberedFolders(io, word, as);
  if (folder === undefined) throw await unknownLab(labs, io.cwd, word);
  if (other === undefined) return { id: word, folder };
  throw new LabError(
    'LAB_AMBIGUOUS',
    `got the lab "${word}", instances of which run from ${folder} and from ${other}`,
    {
      hint: 'Name one by its folder, or the instance with --as.',
    },
  );
}
