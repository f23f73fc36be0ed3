/** Loads lab files from disk: <folder>/<id>/lab.yaml. */
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { LabError } from '../util/errors.ts';
import type { Lab } from './lab.ts';
import { ask, FILE_NAME, shown, unreadable } from './on-disk.ts';
import { show } from '../util/nearest.ts';
import { parseLab, type ParsedLab } from './parse.ts';
import { identifier } from './primitives.ts';
import { formatProblem } from './problem.ts';
import { variantOf } from './variant.ts';

const MOVED_HINT = 'A lab that was moved is named by the path of the folder where it is now; its instances go on.';
const MAX_BYTES = 1024 * 1024;

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
  const parsed = await readLabFile(file).catch((error: LabError) => {
    const isGone = (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
    if (!isGone) throw error;
    throw new LabError('FILE_UNREADABLE', error.message, { hint: MOVED_HINT, cause: error.cause });
  });
  if ('lab' in parsed) return { ...parsed.lab, folder: resolve(dir) };
  const lines = parsed.problems.map((problem) => formatProblem(shown(file), problem));
  throw new LabError('LAB_FILE_INVALID', lines.join('\n'), {
    hint: 'docs/reference/lab-file.md explains every field.',
  });
}

export interface Opened {
  labs: Lab[];
  /** The errors of the others, in the order of their ids. */
  errors: { lab: string; error: LabError }[];
}

/** Opens all labs; an invalid one does not prevent the others from being opened. */
export async function openEach<P extends { id: string }>(
  places: P[],
  open: (place: P) => Promise<Lab>,
): Promise<Opened> {
  const rows = await Promise.all(
    places.map(async (place): Promise<{ lab: Lab } | { lab: string; error: LabError }> => {
      try {
        return { lab: await open(place) };
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        return { lab: place.id, error };
      }
    }),
  );
  return {
    labs: rows.flatMap((row) => ('error' in row ? [] : row.lab)),
    errors: rows.flatMap((row) => ('error' in row ? row : [])),
  };
}
