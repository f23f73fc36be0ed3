/** Reads the submissions of a class: archives of `lab submit`, and folders made by hand. */
import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LabError } from '../../util/errors.ts';
import { IDENTIFIER } from '../../lab/identifier.ts';
import { unpackSubmission } from './archive.ts';
import { LIMITS } from './manifest.ts';
import { refusalOf } from './paths.ts';
import type { NodeWork, Submission, WorkFile } from './work.ts';

const invalid = (message: string, cause?: unknown): LabError => new LabError('SUBMISSION_INVALID', message, { cause });

/** A byte order mark is kept, because the student's shell would have received it too. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const ARCHIVE = /\.(tar\.gz|tgz)$/;

export interface Entry {
  name: string;
  path: string;
}

/**
 * Lists everything in the folder that is not hidden, sorted by name, so that entries that are not submissions are reported.
 * @param except the folder for results, which is left out
 * @throws LabError FILE_UNREADABLE
 */
export async function listClass(folder: string, except: string): Promise<Entry[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => !name.startsWith('.') && resolve(folder, name) !== resolve(except))
      .toSorted()
      .map((name) => ({ name: name.replace(ARCHIVE, ''), path: join(folder, name) }));
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code;
    throw new LabError('FILE_UNREADABLE', `${folder}: cannot be read as a folder of submissions (${why})`, { cause });
  }
}

async function readArchive({ name, path }: Entry): Promise<Submission> {
  const { size } = await stat(path);
  if (size > LIMITS.archiveBytes) throw invalid(`got ${size} bytes, expected ${LIMITS.archiveBytes} at most`);
  const bytes = await readFile(path);
  const { manifest, contents } = await unpackSubmission(bytes);
  const nodes = Object.entries(manifest.nodes).map(([node, { commands, files, deleted }]): [string, NodeWork] => [
    node,
    {
      commands,
      deleted,
      files: files.map((file) => ({ ...file, content: contents.get(node)?.get(file.path) ?? Buffer.alloc(0) })),
    },
  ]);
  return {
    name,
    student: manifest.student,
    lab: manifest.lab,
    variant: manifest.variant,
    manifest: manifest.manifest,
    nodes: Object.fromEntries(nodes),
    hash: createHash('sha256').update(bytes).digest('hex'),
  };
}

const kindOf = (entry: Dirent): string => (entry.isSymbolicLink() ? 'symbolic link' : 'device, socket or pipe');

/** The files below a folder, with their paths on the node. */
async function filesBelow(folder: string, at = ''): Promise<WorkFile[]> {
  const entries = await readdir(join(folder, at), { withFileTypes: true });
  const files: WorkFile[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${at}/${entry.name}`;
    const odd = refusalOf(path);
    if (odd !== undefined) throw invalid(`${path}: ${odd}`);
    if (entry.isDirectory()) files.push(...(await filesBelow(folder, path)));
    else if (entry.isFile()) files.push(await workFile(join(folder, path), path));
    else throw invalid(`${path}: got a ${kindOf(entry)}, expected nothing but files and folders`);
  }
  if (files.length > LIMITS.files) throw invalid(`got ${files.length} files, expected ${LIMITS.files} at most`);
  const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
  if (bytes > LIMITS.filesBytes) throw invalid(`got ${bytes} bytes of files, expected ${LIMITS.filesBytes} at most`);
  return files;
}

async function workFile(file: string, path: string): Promise<WorkFile> {
  const { size, mode } = await stat(file);
  if (size > LIMITS.fileBytes) throw invalid(`${path}: got ${size} bytes, expected ${LIMITS.fileBytes} at most`);
  return { path, mode: mode & 0o777, writtenAt: null, content: await readFile(file) };
}

/** The text of a script. It is passed as an argument and therefore must not contain a zero byte. */
function textOf(name: string, content: Buffer): string {
  const zero = content.indexOf(0);
  if (zero !== -1) throw invalid(`${name}: got a zero byte at offset ${zero}, expected text`);
  try {
    return UTF8.decode(content);
  } catch (cause) {
    throw invalid(`${name}: got bytes that are no UTF-8, expected text in UTF-8`, cause);
  }
}

const scripted = (run: string): NodeWork['commands'][number] => ({
  run,
  by: 'script',
  shell: 1,
  folder: '/root',
  at: 0,
  endedAt: null,
  status: null,
});

/** Reads a submission made by hand: `<node>.sh` and a folder `<node>` for each node. */
async function readFolder({ name, path }: Entry): Promise<Submission> {
  const nodes: Record<string, NodeWork> = {};
  const hash = createHash('sha256');
  const entries = (await readdir(path, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const isScript = entry.isFile() && entry.name.endsWith('.sh');
    const node = isScript ? entry.name.slice(0, -'.sh'.length) : entry.name;
    if ((!isScript && !entry.isDirectory()) || !IDENTIFIER.pattern.test(node))
      throw invalid(`${entry.name}: expected NODE.sh, or a folder NODE with files, for nodes of the lab`);
    const work = (nodes[node] ??= { commands: [], files: [], deleted: [] });
    const files = isScript
      ? [await workFile(join(path, entry.name), `/${entry.name}`)]
      : await filesBelow(join(path, entry.name));
    for (const file of files) hash.update(`\0${node}\0${isScript}\0${file.path}\0${file.mode}\0`).update(file.content);
    if (isScript) work.commands = files.map(({ content }) => scripted(textOf(entry.name, content)));
    else work.files = files;
  }
  if (Object.keys(nodes).length === 0) throw invalid('is an empty folder, expected NODE.sh or a folder NODE');
  return {
    name,
    student: name,
    lab: undefined,
    variant: undefined,
    manifest: undefined,
    nodes,
    hash: hash.digest('hex'),
  };
}

/** @throws LabError SUBMISSION_INVALID */
export async function readSubmission(entry: Entry): Promise<Submission> {
  try {
    const stats = await lstat(entry.path);
    // A link could point to any file of this machine.
    if (stats.isSymbolicLink()) throw invalid('got a symbolic link, expected an archive or a folder');
    if (stats.isDirectory()) return await readFolder(entry);
    if (!stats.isFile() || !ARCHIVE.test(entry.path))
      throw invalid('expected an archive NAME.tar.gz that `lab submit` made, or a folder');
    return await readArchive(entry);
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    throw invalid(`cannot be read (${code})`, cause);
  }
}
