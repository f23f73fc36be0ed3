/** Collects a student's work from the nodes of an instance: recorded commands and changed files. */
import { createHash } from 'node:crypto';
import { LabError } from '../../util/errors.ts';
import type { Engine } from '../../orchestrator/engine.ts';
import type { NodeHandle } from '../../orchestrator/instance.ts';
import { isLabDeletion, isLabWork, parseLabWork, WRITTEN_SCRIPT } from '../../orchestrator/lab-work.ts';
import { bytesFromNode, runInNode } from '../../orchestrator/run-in-node.ts';
import { LIMITS, type SubmittedNode } from './manifest.ts';
import { ALWAYS_ASKED, isWork, LIST_SCRIPT, PACK_SCRIPT, parseListing, refusalOf, type ListedFile } from './paths.ts';
import { parseRecord, RECORD_FILE } from './record.ts';
import { entriesOf } from './tar-entries.ts';

export interface CollectedNode extends SubmittedNode {
  /** Contents of `files`, by path. */
  contents: Map<string, Buffer>;
}

type LeftOut = SubmittedNode['leftOut'];

const NOBODYS =
  "written by `lab solve`, `lab break` or `lab repair`, which is not the student's work; `lab reset` starts anew";

/** Selects the changed files that are included, smallest first, and says why the others are left out. */
function choose(listed: ListedFile[]): { taken: ListedFile[]; leftOut: LeftOut } {
  const taken: ListedFile[] = [];
  const leftOut: LeftOut = [];
  let bytes = 0;
  for (const file of listed.toSorted((a, b) => a.bytes - b.bytes)) {
    const odd = refusalOf(file.path);
    const why = file.isLink
      ? 'a link, which the replayed command creates again'
      : (odd ??
        (file.bytes > LIMITS.fileBytes
          ? `${file.bytes} bytes, at most ${LIMITS.fileBytes} are allowed`
          : bytes + file.bytes > LIMITS.filesBytes || taken.length >= LIMITS.files
            ? `too much: at most ${LIMITS.files} files and ${LIMITS.filesBytes} bytes per node`
            : undefined));
    if (why !== undefined) {
      leftOut.push({ path: file.path, why });
      continue;
    }
    bytes += file.bytes;
    taken.push(file);
  }
  return { taken, leftOut };
}

const zeroEnded = (paths: string[]): string => paths.map((path) => `${path}\0`).join('');

async function readFiles(
  engine: Engine,
  node: NodeHandle,
  paths: string[],
  signal: AbortSignal,
): Promise<Map<string, Buffer>> {
  if (paths.length === 0) return new Map();
  const command = ['/bin/sh', '-c', PACK_SCRIPT];
  const { stdout, exitCode, stderr } = await bytesFromNode(engine, node, command, { stdin: zeroEnded(paths), signal });
  // tar exits with 1 if a file changed while it was read.
  if (exitCode > 1)
    throw new LabError('NODE_UNRESPONSIVE', `${node.name}: its files cannot be read: ${stderr.trim().split('\n')[0]}`);
  return new Map((await entriesOf(stdout)).map(({ name, content }) => [name, content]));
}

export async function collectNode(engine: Engine, node: NodeHandle, signal: AbortSignal): Promise<CollectedNode> {
  const [changes, record, written] = await Promise.all([
    engine.changes(node.container),
    runInNode(engine, node, ['/bin/sh', '-c', `[ ! -e ${RECORD_FILE} ] || cat ${RECORD_FILE}`], { signal }),
    runInNode(engine, node, ['/bin/sh', '-c', WRITTEN_SCRIPT], { signal }),
  ]);
  const labs = parseLabWork(written.stdout);
  const ours = changes.filter(({ path }) => isWork(path));
  const candidates = [...ours.filter(({ kind }) => kind !== 'deleted').map(({ path }) => path), ...ALWAYS_ASKED];
  const listing = await runInNode(engine, node, ['/bin/sh', '-c', LIST_SCRIPT], {
    stdin: zeroEnded(candidates),
    signal,
  });
  const { taken, leftOut } = choose(parseListing(listing.stdout));
  const contents = await readFiles(
    engine,
    node,
    taken.map(({ path }) => path),
    signal,
  );
  const files = taken.flatMap(({ path, mode, writtenAt }) => {
    const content = contents.get(path);
    if (content === undefined) return [];
    if (isLabWork(labs, path, createHash('sha256').update(content).digest('hex'))) {
      leftOut.push({ path, why: NOBODYS });
      contents.delete(path);
      return [];
    }
    return [{ path, mode, writtenAt, bytes: content.length }];
  });
  return {
    commands: parseRecord(record.stdout).slice(0, LIMITS.commands),
    files: files.toSorted((a, b) => a.writtenAt - b.writtenAt),
    deleted: ours
      .filter(({ kind, path }) => kind === 'deleted' && refusalOf(path) === undefined && !isLabDeletion(labs, path))
      .map(({ path }) => path)
      .slice(0, LIMITS.files),
    leftOut,
    contents,
  };
}
