/**
 * Which files of a node the lab's own commands wrote: `lab solve`, `lab break`, `lab repair`. They are nobody's work, so that
 * `lab submit` leaves them out. What was written is kept in the node, beside the record of what its student typed, and ends
 * with the node as that does.
 */
import { logged } from '../util/log.ts';
import { LabError } from '../util/errors.ts';
import { settleAll } from '../util/settle.ts';
import type { Engine } from './engine.ts';
import { nodeHandle, type Instance, type NodeHandle } from './instance.ts';
import { runInNode } from './run-in-node.ts';

const FOLDER = '/var/lib/lab';
/** A line `SHA256  PATH` for each version of a file that they wrote, `deleted  PATH` for each file that they removed. */
const WRITTEN_FILE = `${FOLDER}/solved`;
/** The same of what was there before, while such commands are running: it stays when whoever runs them is killed. */
const BEFORE_FILE = `${FOLDER}/solving`;

/** Larger files are never handed in. */
const MAX_BYTES = 1024 ** 2;
const TIMEOUT_MS = 30_000;

const HASH = `
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
hashes() {
  xargs -0 -r sh -c 'find "$@" -maxdepth 0 -type f -size -${MAX_BYTES / 512 + 1}b -print0' sh 2>/dev/null | xargs -0 -r sha256sum 2>/dev/null
}`;

const BEGIN_SCRIPT = `${HASH}
mkdir -p ${FOLDER} && hashes >${BEFORE_FILE}; [ -e ${BEFORE_FILE} ]`;

/** `sh -c END_SCRIPT sh DELETED...` */
const END_SCRIPT = `${HASH}
[ -e ${BEFORE_FILE} ] || exit 1
hashes | grep -vxFf ${BEFORE_FILE} >>${WRITTEN_FILE}
for path; do printf 'deleted  %s\\n' "$path"; done >>${WRITTEN_FILE} && rm -f ${BEFORE_FILE}`;

/** Prints both lists, a zero byte between them when such commands did not come to their end. */
export const WRITTEN_SCRIPT = `cat ${WRITTEN_FILE} 2>/dev/null; [ ! -e ${BEFORE_FILE} ] || { printf '\\0'; cat ${BEFORE_FILE}; }`;

/** Of what changed in a container, what hashing takes, and what is gone. */
async function changesOf(engine: Engine, { container }: NodeHandle): Promise<{ there: string; gone: string[] }> {
  const changes = await engine.changes(container);
  const paths = (isGone: boolean): string[] =>
    changes.filter(({ kind }) => (kind === 'deleted') === isGone).map(({ path }) => path);
  return {
    there: paths(false)
      .map((path) => `${path}\0`)
      .join(''),
    gone: paths(true),
  };
}

async function note(engine: Engine, node: NodeHandle, script: string, stdin: string, words: string[]): Promise<void> {
  const command = ['/bin/sh', '-c', script, 'sh', ...words];
  const { exitCode, stderr } = await runInNode(engine, node, command, {
    stdin,
    timeoutMs: TIMEOUT_MS,
    what: "the files that the lab's commands wrote",
  });
  if (exitCode === 0) return;
  const said = stderr.trim().split('\n').at(-1) || `exit status ${exitCode}`;
  throw new LabError('STEP_FAILED', `${node.name}: which files the lab's commands write cannot be noted: ${said}`);
}

/** Notes what `work` writes on the nodes that it names, however it ends. @throws LabError STEP_FAILED */
export async function asLabWork<T>(
  engine: Engine,
  instance: Instance,
  names: string[],
  work: () => Promise<T>,
): Promise<T> {
  const nodes = [...new Set(names)].map((name) => nodeHandle(instance, name));
  const begun = await settleAll(
    nodes.map(async (node) => {
      const { there, gone } = await changesOf(engine, node);
      await note(engine, node, BEGIN_SCRIPT, there, []);
      return { node, goneBefore: new Set(gone) };
    }),
  );
  const end = (): Promise<unknown> =>
    settleAll(
      begun.map(async ({ node, goneBefore }) => {
        const { there, gone } = await changesOf(engine, node);
        const removed = gone.filter((path) => !goneBefore.has(path));
        await note(engine, node, END_SCRIPT, there, removed);
      }),
    );
  try {
    const result = await work();
    await end();
    return result;
  } catch (error) {
    // Why the work ended is what the user has to know; what could not be noted counts as the lab's.
    await end().catch(logged('what the lab wrote is not noted'));
    throw error;
  }
}

/** What the lab's commands wrote, as WRITTEN_SCRIPT prints it. */
export interface LabWork {
  paths: Set<string>;
  hashes: Set<string>;
  deleted: Set<string>;
  /** The versions of files that were there before commands that did not come to their end; undefined: all did. */
  before: Set<string> | undefined;
}

// e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  /etc/keepalived/keepalived.conf
const LINE = /^([0-9a-f]{64}|deleted) {2}(\/.*)$/;

const rowsOf = (text: string): [word: string, path: string][] =>
  text.split('\n').flatMap((line): [string, string][] => {
    const [, word, path] = LINE.exec(line) ?? [];
    return word === undefined || path === undefined ? [] : [[word, path]];
  });

const versionOf = (hash: string, path: string): string => `${hash} ${path}`;

export function parseLabWork(output: string): LabWork {
  const [written = '', before] = output.split('\0');
  const rows = rowsOf(written);
  const files = rows.filter(([word]) => word !== 'deleted');
  return {
    paths: new Set(files.map(([, path]) => path)),
    hashes: new Set(files.map(([hash]) => hash)),
    deleted: new Set(rows.filter(([word]) => word === 'deleted').map(([, path]) => path)),
    before: before === undefined ? undefined : new Set(rowsOf(before).map(([hash, path]) => versionOf(hash, path))),
  };
}

/** Of nothing. */
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Whether a file is none of the student's: it, or what is in it, came from the lab's commands. */
export const isLabWork = ({ paths, hashes, before }: LabWork, path: string, hash: string): boolean =>
  paths.has(path) || (hash !== EMPTY && hashes.has(hash)) || before?.has(versionOf(hash, path)) === false;

/** Whether the student did not remove a file that is gone. */
export const isLabDeletion = ({ deleted, before }: LabWork, path: string): boolean =>
  deleted.has(path) || before !== undefined;
