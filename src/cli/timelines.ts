/** Writes pictures of failovers and of the paths of requests to files. */
import { access, constants, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Verdict } from '../checks/verdict.ts';
import { LabError } from '../util/errors.ts';
import type { Language } from '../lab/primitives.ts';
import { pictureOf } from '../report/picture.ts';
import type { Io } from './io.ts';

const unwritable = (folder: string, cause: unknown): LabError =>
  new LabError('FILE_UNWRITABLE', `--timelines ${folder}: ${(cause as Error).message}`, { cause });

/** Creates the folder before anything is measured, so that an error is reported at once. @throws LabError FILE_UNWRITABLE */
export async function makeFolder(io: Io, folder: string): Promise<void> {
  const path = resolve(io.cwd, folder);
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

/**
 * Writes one file for each verdict that has a picture, named after its check.
 * @returns their paths, which begin with `folder`
 * @throws LabError FILE_UNWRITABLE
 */
export async function writeTimelines(
  io: Io,
  folder: string,
  verdicts: Verdict[],
  language: Language,
): Promise<string[]> {
  const files: string[] = [];
  for (const verdict of verdicts) {
    const picture = pictureOf(verdict, { language });
    if (picture === undefined) continue;
    const file = join(folder, `${verdict.id}.svg`);
    await writeFile(resolve(io.cwd, file), picture).catch((cause: unknown) => {
      throw unwritable(folder, cause);
    });
    files.push(file);
  }
  return files;
}
