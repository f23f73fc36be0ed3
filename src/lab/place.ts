/** Where labs lie: in the project's labs/, in the folders that LAB_PATH names, or anywhere, named by a path. */
import { realpath, stat } from 'node:fs/promises';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { LabError } from '../util/errors.ts';
import { expectedOneOf, show } from '../util/nearest.ts';
import { IDENTIFIER } from './identifier.ts';
import { FILE_NAME, hasLabFile, listLabs } from './on-disk.ts';

/** A lab on disk. */
export interface LabPlace {
  id: string;
  /** Absolute; its lab.yaml is the lab. */
  folder: string;
}

/** The project's own folder of labs, and those of LAB_PATH, absolute: in the order in which they are searched. */
export interface LabFolders {
  own: string;
  others: string[];
}

/** @param path LAB_PATH: folders with labs in them, separated as in PATH */
export const labFolders = (root: string, path: string | undefined): LabFolders => {
  const own = join(root, 'labs');
  const named = (path ?? '').split(delimiter).filter((folder) => folder !== '');
  const others = new Set(named.map((folder) => resolve(folder)));
  return { own, others: [...others].filter((folder) => folder !== own) };
};

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );

/** The folders of LAB_PATH that cannot be read, each with the reason. */
export async function badFolders({ others }: LabFolders): Promise<string[]> {
  const rows = await Promise.all(
    others.map(async (folder) => {
      if (!(await isFolder(folder))) return [`LAB_PATH: ${folder} is no folder`];
      if (await hasLabFile(folder)) return [`LAB_PATH: ${folder} is a lab itself, expected the folder around it`];
      return [];
    }),
  );
  return rows.flat();
}

const placesIn = async (folder: string): Promise<LabPlace[]> =>
  (await listLabs(folder)).map((id) => ({ id, folder: join(folder, id) }));

/** All labs that have a name, the project's first; of LAB_PATH also those whose name another one has. @throws LabError FILE_UNREADABLE */
export async function listPlaces({ own, others }: LabFolders): Promise<LabPlace[]> {
  const readable = await Promise.all(others.map(async (folder) => ((await isFolder(folder)) ? [folder] : [])));
  return (await Promise.all([own, ...readable.flat()].map(placesIn))).flat();
}

/** Whether both are the same folder, also by different links. */
export async function isSameFolder(one: string, other: string): Promise<boolean> {
  if (one === other) return true;
  const [first, second] = await Promise.all([one, other].map((path) => realpath(path).catch(() => path)));
  return first === second;
}

/** Whether the word on a command line is a path; otherwise it is the name of a lab. */
const isPath = (word: string): boolean => /[/\\]|^\.{1,2}$|\.ya?ml$/.test(word);

/** The place that a path names; nothing need be there. @throws LabError ARGUMENT_INVALID for a file of another name */
async function placeAt(cwd: string, word: string): Promise<LabPlace> {
  const path = resolve(cwd, word);
  const isLabFile = basename(path) === FILE_NAME && !(await isFolder(path));
  if (!isLabFile && /\.ya?ml$/.test(path) && !(await isFolder(path))) {
    throw new LabError('ARGUMENT_INVALID', `got the file ${word}, expected a lab's folder, or its ${FILE_NAME}`);
  }
  const folder = isLabFile ? dirname(path) : path;
  // Links above it are followed, so that the same folder is written in one way.
  const parent = await realpath(dirname(folder)).catch(() => dirname(folder));
  return { id: basename(folder), folder: join(parent, basename(folder)) };
}

/** @throws LabError LAB_AMBIGUOUS */
async function placeNamed(folders: LabFolders, id: string): Promise<LabPlace | undefined> {
  const isIn = async (folder: string): Promise<boolean> =>
    IDENTIFIER.pattern.test(id)
      ? hasLabFile(join(folder, id))
      : (await listLabs(folder).catch(() => [] as string[])).includes(id);
  const searched = await Promise.all(
    [folders.own, ...folders.others].map(async (folder) => ((await isIn(folder)) ? [join(folder, id)] : [])),
  );
  const found: string[] = [];
  for (const folder of searched.flat()) {
    const known = await Promise.all(found.map((other) => isSameFolder(folder, other)));
    if (!known.includes(true)) found.push(folder);
  }
  const [first, second] = found;
  if (first === undefined) return undefined;
  if (second === undefined) return { id, folder: first };
  throw new LabError('LAB_AMBIGUOUS', `got the lab ${show(id)}, which is in ${found.join(' and in ')}`, {
    hint: `Name one by its folder: \`lab start ${second}\`. Or take a folder out of LAB_PATH.`,
  });
}

/**
 * The place of a lab as a command line names it: by its name, or by the path of its folder or its lab.yaml.
 * @returns undefined for a name that no lab has
 * @throws LabError ARGUMENT_INVALID, LAB_AMBIGUOUS
 */
export const findPlace = (folders: LabFolders, cwd: string, word: string): Promise<LabPlace | undefined> =>
  isPath(word) ? placeAt(cwd, word) : placeNamed(folders, word);

/** For a name that no lab has. */
export async function unknownLab(folders: LabFolders, cwd: string, id: string): Promise<LabError> {
  const known = [...new Set((await listPlaces(folders)).map((place) => place.id))].toSorted();
  const isHere = /^[^/\0]+$/.test(id) && (await isFolder(resolve(cwd, id))) && (await hasLabFile(resolve(cwd, id)));
  return new LabError('LAB_UNKNOWN', `got the lab ${show(id)}, ${expectedOneOf(known, id)}`, {
    hint: isHere ? `The folder of this name is named by a path: ./${id}` : '`lab list` shows the labs.',
  });
}
