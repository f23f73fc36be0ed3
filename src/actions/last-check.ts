/** What the checks of an instance came to when `lab check` was last run: `lab status` and `lab guide` send no traffic. */
import { logged } from '../util/log.ts';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Verdict } from '../checks/verdict.ts';
import { manifestHash } from '../lab/hash.ts';
import type { Lab } from '../lab/lab.ts';
import type { Instance } from '../orchestrator/instance.ts';
import type { Places } from '../orchestrator/places.ts';
import { writeWhole } from '../util/whole-file.ts';

export interface LastCheck {
  passed: Record<string, boolean | null>;
  /** Milliseconds since 1970; null: none was run. */
  at: number | null;
}

interface Kept extends LastCheck {
  /** What it was seen in: nodes that were made anew have forgotten all that was done. */
  of: string;
}

const NONE: LastCheck = { passed: {}, at: null };

const fileOf = ({ cacheDir }: Places, { name }: Instance): string => join(cacheDir, 'checked', `${name}.json`);

const keyOf = (lab: Lab, { containers }: Instance): string =>
  JSON.stringify([manifestHash(lab), lab.checks, containers.map(({ id }) => id).toSorted()]);

/** One that cannot be read is none. */
export async function readLastCheck(places: Places, lab: Lab, instance: Instance): Promise<LastCheck> {
  try {
    const { of, passed, at } = JSON.parse(await readFile(fileOf(places, instance), 'utf8')) as Kept;
    return of === keyOf(lab, instance) ? { passed, at } : NONE;
  } catch {
    return NONE;
  }
}

/** What was not judged this time stays as it was. A check that cannot be remembered is one all the same. */
export async function keepLastCheck(places: Places, lab: Lab, instance: Instance, verdicts: Verdict[]): Promise<void> {
  const before = await readLastCheck(places, lab, instance);
  const now = Object.fromEntries(verdicts.map(({ id, passed }) => [id, passed]));
  const kept: Kept = { of: keyOf(lab, instance), at: Date.now(), passed: { ...before.passed, ...now } };
  const file = fileOf(places, instance);
  try {
    await mkdir(join(places.cacheDir, 'checked'), { recursive: true });
    await writeWhole(file, JSON.stringify(kept));
  } catch (error) {
    // A full disk, or a folder of somebody else's: steps are shown as not seen.
    logged(`${file} is not written`)(error);
  }
}
