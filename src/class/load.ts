/** Loads a class: its file, and the roster beside it. */
import { dirname, relative, resolve } from 'node:path';
import { decode, readBytes } from '../lab/load.ts';
import { listPlaces, type LabFolders } from '../lab/place.ts';
import { formatProblem } from '../lab/problem.ts';
import { LabError } from '../util/errors.ts';
import { parseClass } from './class-file.ts';
import { parseRoster, type Student } from './roster.ts';
import type { WrittenClass } from './schema.ts';

export interface LoadedClass extends WrittenClass {
  students: Student[];
  /** Absolute. */
  stateFolder: string;
  /** Absolute paths. */
  tlsFiles: { certificate: string; key: string } | undefined;
}

const HINT = 'docs/class.md explains every field.';

/** @throws LabError CLASS_FILE_INVALID with every problem as a line `file:row: message`, FILE_UNREADABLE */
export async function loadRoster(file: string): Promise<Student[]> {
  const roster = await parseRoster(await readBytes(file));
  if ('students' in roster) return roster.students;
  const name = relative('', file) || file;
  const lines = roster.problems.map(({ row, message }) => `${name}:${row}: ${message}`);
  throw new LabError('CLASS_FILE_INVALID', lines.join('\n'), { hint: HINT });
}

/**
 * @param labs that a class can have
 * @throws LabError CLASS_FILE_INVALID with every problem as a line `file:line:column: message`, FILE_UNREADABLE
 */
export async function loadClass(labs: LabFolders, file: string): Promise<LoadedClass> {
  const shown = relative('', file) || file;
  const known = (await listPlaces(labs)).map(({ id }) => id);
  const parsed = parseClass(decode(file, await readBytes(file)), [...new Set(known)]);
  if ('problems' in parsed) {
    const lines = parsed.problems.map((problem) => formatProblem(shown, problem));
    throw new LabError('CLASS_FILE_INVALID', lines.join('\n'), { hint: HINT });
  }
  const { written } = parsed;
  const beside = (path: string): string => resolve(dirname(file), path);
  const students = await loadRoster(beside(written.roster));
  const { tls } = written.listen;
  return {
    ...written,
    students,
    stateFolder: beside(written.state),
    tlsFiles: tls && { certificate: beside(tls.certificate), key: beside(tls.key) },
  };
}
