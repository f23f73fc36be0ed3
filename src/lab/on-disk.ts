/** Which folders are labs. Apart from load.ts, because that needs the libraries that parse lab files. */
import { lstat, readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { LabError } from '../util/errors.ts';

export const FILE_NAME = 'lab.yaml';

/** The path for messages, relative to the working directory. */
export const shown = (file: string): string => relative('', file) || '.';

export const unreadable = (file: string, why: string, cause?: unknown): LabError =>
  new LabError('FILE_UNREADABLE', `${shown(file)}: ${why}`, { cause });

/** Converts errors of the file system. @throws LabError FILE_UNREADABLE */
export async function ask<T>(file: string, question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (cause) {
    throw unreadable(file, `cannot be read (${(cause as NodeJS.ErrnoException).code ?? String(cause)})`, cause);
  }
}

/** Errors which mean that a path is not a lab at all: a folder without a lab file, or a file next to the folders. */
const NO_LAB = ['ENOENT', 'ENOTDIR'];

const isDangling = async (path: string): Promise<boolean> => {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats?.isSymbolicLink()) return false;
  return stat(path).then(
    () => false,
    () => true,
  );
};

/** True also for a broken link or an inaccessible folder, so that loading it reports the error. */
export const hasLabFile = (dir: string): Promise<boolean> =>
  lstat(join(dir, FILE_NAME)).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => (NO_LAB.includes(code ?? '') ? isDangling(dir) : true),
  );

/**
 * The sorted ids of the labs in a folder: the folders in it with a lab file, valid or not.
 * @throws LabError FILE_UNREADABLE
 */
export async function listLabs(folder: string): Promise<string[]> {
  const names = await ask(folder, readdir(folder));
  const found = await Promise.all(names.map((name) => hasLabFile(join(folder, name))));
  return names.filter((_name, index) => found[index]).toSorted();
}
