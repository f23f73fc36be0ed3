/** Results on disk, one file a submission: grading that was cut off goes on where it was. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../util/errors.ts';
import { manifestHash } from '../../lab/hash.ts';
import type { Lab } from '../../lab/lab.ts';
import type { Submission } from '../submission/work.ts';
import { VERSION } from '../../util/version.ts';
import type { Result } from './result.ts';
import { isNobodysFault } from './trouble.ts';

/** What a result depends on: the submission, the network it is tried in, the checks, this program. */
export function keyOf(lab: Lab, { name, hash }: Pick<Submission, 'name' | 'hash'>): string {
  return createHash('sha256')
    .update(JSON.stringify([VERSION, lab.id, lab.variant, manifestHash(lab), lab.checks, name, hash]))
    .digest('hex')
    .slice(0, 16);
}

/** A short time that was not enough says nothing of a longer one; what was no fault of the submission is tried again. */
const isFinal = ({ state, trouble, doubtful, timeoutMs }: Result, wantedMs: number): boolean =>
  !doubtful && (state !== 'timed-out' || timeoutMs >= wantedMs) && !isNobodysFault(trouble);

export class Results {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws LabError FILE_UNWRITABLE */
  static async open(outDir: string): Promise<Results> {
    const folder = join(outDir, 'results');
    try {
      await mkdir(folder, { recursive: true });
    } catch (cause) {
      throw new LabError('FILE_UNWRITABLE', `${outDir}: ${(cause as Error).message}`, { cause });
    }
    return new Results(folder);
  }

  /** A file that was cut off, or is no result, counts as none. */
  async find(key: string, timeoutMs: number): Promise<Result | undefined> {
    try {
      const result = JSON.parse(await readFile(join(this.#folder, `${key}.json`), 'utf8')) as Result;
      return Array.isArray(result.checks) && isFinal(result, timeoutMs) ? result : undefined;
    } catch {
      return undefined;
    }
  }

  /** @throws LabError FILE_UNWRITABLE */
  async keep(key: string, result: Result): Promise<void> {
    const file = join(this.#folder, `${key}.json`);
    try {
      await writeFile(`${file}.draft`, `${JSON.stringify(result, undefined, 1)}\n`);
      await rename(`${file}.draft`, file);
    } catch (cause) {
      throw new LabError('FILE_UNWRITABLE', `${file}: ${(cause as Error).message}`, { cause });
    }
  }
}
