/** Loads lab files from disk: labs/<id>/lab.yaml in the project's root. */
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { LabError } from '../util/errors.ts';
import type { Lab } from './lab.ts';
import { expectedOneOf, show } from '../util/nearest.ts';
import { parseLab, type ParsedLab } from './parse.ts';
import { identifier } from './primitives.ts';
import { formatProblem } from './problem.ts';
import { variantOf } from './variant.ts';

const FILE_NAME = 'lab.yaml';
const MAX_BYTES = 1024 * 1024;

/** The path for messages, relative to the working directory. */
const shown = (file: string): string => relative('', file) || '.';

const unreadable = (file: string, why: string, cause?: unknown): LabError =>
  new LabError('FILE_UNREADABLE', `${shown(file)}: ${why}`, { cause });

/** Converts errors of the file system. @throws LabError FILE_UNREADABLE */
async function ask<T>(file: string, question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (cause) {
    throw unreadable(file, `cannot be read (${(cause as NodeJS.ErrnoException).code ?? String(cause)})`, cause);
  }
}

/** @throws LabError FILE_UNREADABLE, also for what is larger than 1 MiB */
export async function readBytes(file: string): Promise<Buffer> {
  const stats = await ask(file, stat(file));
  // Not only folders are excluded: reading a FIFO would block, and a device may never end.
  if (!stats.isFile()) throw unreadable(file, 'got a folder or a device, expected a file');
  if (stats.size > MAX_BYTES) throw unreadable(file, `got ${stats.size} bytes, expected ${MAX_BYTES} at most`);
  return ask(file, readFile(file));
}

/** @throws LabError FILE_UNREADABLE for what is no text in UTF-8 */
export function decode(file: string, bytes: Buffer): string {
  const zero = bytes.indexOf(0);
  if (zero !== -1) throw unreadable(file, `got a zero byte at offset ${zero}, expected text`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw unreadable(file, 'got bytes that are no UTF-8, expected text in UTF-8', cause);
  }
}

/** Rejects an invalid lab id, because it becomes part of container names. */
function refuseId(file: string, id: string): void {
  const { error } = identifier.safeParse(id);
  if (!error) return;
  const text = `got the folder ${show(id)}, whose name is the lab's id, ${error.issues[0]?.message}`;
  throw new LabError('LAB_FILE_INVALID', `${shown(file)}: ${text}`, { cause: error });
}

/**
 * Parses a lab file; returns the lab or all problems of the file. The lab's id is the name of the file's folder.
 * @param seed if given, the file with the addresses of this variant is parsed instead
 * @throws LabError LAB_FILE_INVALID for a lab.yaml in a folder whose name is not a valid id; other files may be anywhere
 * @throws LabError FILE_UNREADABLE
 */
export async function readLabFile(file: string, seed?: string): Promise<ParsedLab> {
  const id = basename(dirname(resolve(file)));
  const source = decode(file, await readBytes(file));
  if (basename(file) === FILE_NAME) refuseId(file, id);
  const parsed = parseLab(id, source);
  return seed === undefined || 'problems' in parsed ? parsed : parseLab(id, variantOf(parsed.lab, seed).text(source));
}

/**
 * @throws LabError LAB_FILE_INVALID, with every problem as a line `file:line:column: message`
 * @throws LabError FILE_UNREADABLE
 */
export async function loadLab(dir: string): Promise<Lab> {
  const file = join(dir, FILE_NAME);
  const parsed = await readLabFile(file);
  if ('lab' in parsed) return parsed.lab;
  const lines = parsed.problems.map((problem) => formatProblem(shown(file), problem));
  throw new LabError('LAB_FILE_INVALID', lines.join('\n'), {
    hint: 'docs/reference/lab-file.md explains every field.',
  });
}

/** Errors which mean that a path is not a lab at all: a folder without a lab file, or a file next to the folders. */
const NO_LAB = ['ENOENT', 'ENOTDIR'];

const isDangling = async (path: string): Promise<boolean> =>
  (await lstat(path)).isSymbolicLink() &&
  stat(path).then(
    () => false,
    () => true,
  );

/** True also for a broken link or an inaccessible folder, so that loading it reports the error. */
const hasLabFile = (dir: string): Promise<boolean> =>
  lstat(join(dir, FILE_NAME)).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => (NO_LAB.includes(code ?? '') ? isDangling(dir) : true),
  );

/**
 * The sorted ids of the project's labs: the folders in labs/ with a lab file, valid or not.
 * @throws LabError FILE_UNREADABLE
 */
export async function listLabs(root: string): Promise<string[]> {
  const folder = join(root, 'labs');
  const names = await ask(folder, readdir(folder));
  const found = await Promise.all(names.map((name) => hasLabFile(join(folder, name))));
  return names.filter((_name, index) => found[index]).toSorted();
}

/**
 * @throws LabError LAB_UNKNOWN, which lists the existing labs
 * @throws LabError as loadLab
 */
export async function findLab(root: string, id: string): Promise<Lab> {
  const known = await listLabs(root);
  if (known.includes(id)) return loadLab(join(root, 'labs', id));
  throw new LabError('LAB_UNKNOWN', `got the lab ${show(id)}, ${expectedOneOf(known, id)}`, {
    hint: '`lab list` shows the labs.',
  });
}

export interface Opened {
  labs: Lab[];
  /** The errors of the others, in the order of their ids. */
  errors: { lab: string; error: LabError }[];
}

/** Opens all labs; an invalid one does not prevent the others from being opened. */
export async function openEach(ids: string[], open: (id: string) => Promise<Lab>): Promise<Opened> {
  const rows = await Promise.all(
    ids.map(async (id): Promise<{ lab: Lab } | { lab: string; error: LabError }> => {
      try {
        return { lab: await open(id) };
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        return { lab: id, error };
      }
    }),
  );
  return {
    labs: rows.flatMap((row) => ('error' in row ? [] : row.lab)),
    errors: rows.flatMap((row) => ('error' in row ? row : [])),
  };
}
