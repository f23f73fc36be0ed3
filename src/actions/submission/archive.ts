/** Packs and unpacks a submission: a tar.gz with submission.json first, then the files that it lists. */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { z } from 'zod';
import { LabError } from '../../util/errors.ts';
import { expectation, fieldsIn } from '../../lab/expectation.ts';
import { expectedOneOf, show } from '../../util/nearest.ts';
import { tarOf } from '../../orchestrator/tar.ts';
import { LIMITS, MANIFEST_FILE, submissionSchema, type SubmissionManifest } from './manifest.ts';
import { refusalOf } from './paths.ts';
import { entriesOf, type TarEntry } from './tar-entries.ts';

const MAX_UNPACKED = LIMITS.archiveBytes * 4;

/** The name of a file in the archive, from its node and path. */
const entryName = (node: string, path: string): string => `nodes/${node}/files${path}`;

/** @param contents by node, then by path */
export async function packSubmission(
  manifest: SubmissionManifest,
  contents: Map<string, Map<string, Buffer>>,
): Promise<Buffer> {
  const files = Object.entries(manifest.nodes).flatMap(([node, work]) =>
    work.files.map(({ path, mode }) => ({
      path: entryName(node, path),
      mode,
      content: contents.get(node)?.get(path) ?? Buffer.alloc(0),
    })),
  );
  const archive = await tarOf([
    { path: MANIFEST_FILE, content: `${JSON.stringify(manifest, undefined, 1)}\n` },
    ...files,
  ]);
  return promisify(gzip)(archive);
}

/** Bytes that are not valid UTF-8 are rejected, not replaced. */
const UTF8 = new TextDecoder('utf-8', { fatal: true });

const invalid = (message: string, cause?: unknown): LabError => new LabError('SUBMISSION_INVALID', message, { cause });

/** zod's maps would silently drop the key `__proto__`, so it is rejected first. */
function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new Error('got the key __proto__, expected another name');
  return value;
}

async function unpack(bytes: Buffer): Promise<TarEntry[]> {
  if (bytes.length > LIMITS.archiveBytes)
    throw invalid(`got ${bytes.length} bytes, expected ${LIMITS.archiveBytes} at most`);
  try {
    return await entriesOf(await promisify(gunzip)(bytes, { maxOutputLength: MAX_UNPACKED }));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw invalid(`unpacks to more than ${MAX_UNPACKED} bytes`, cause);
    throw invalid(`got no tar.gz archive (${(cause as Error).message})`, cause);
  }
}

function readManifest(entries: TarEntry[]): SubmissionManifest {
  const found = entries.find(({ name }) => name === MANIFEST_FILE);
  if (!found) throw invalid(`has no ${MANIFEST_FILE}, expected an archive that \`lab submit\` made`);
  if (found.content.length > LIMITS.manifestBytes)
    throw invalid(`${MANIFEST_FILE}: got ${found.content.length} bytes, expected ${LIMITS.manifestBytes} at most`);
  let data: unknown;
  try {
    data = JSON.parse(UTF8.decode(found.content), refusePrototype);
  } catch (cause) {
    throw invalid(`${MANIFEST_FILE}: got no JSON (${(cause as Error).message})`, cause);
  }
  const parsed = submissionSchema.safeParse(data, { error: expectation, reportInput: true });
  if (parsed.success) return parsed.data;
  throw invalid(`${MANIFEST_FILE}: ${firstIssue(parsed.error)}`, parsed.error);
}

/** The first problem of the manifest: the field, its value and what was expected. */
function firstIssue({ issues: [issue] }: z.ZodError): string {
  const place = issue?.path.join('.') || 'the document';
  if (!issue) return place; // cannot be: an error has an issue
  if (issue.code === 'unrecognized_keys') {
    return `${place}: unknown field ${issue.keys.map(show).join(', ')}, ${expectedOneOf(fieldsIn(issue.message), issue.keys[0])}`;
  }
  if (issue.code === 'invalid_key') return `${place}: ${issue.issues[0]?.message ?? issue.message}`;
  return issue.input === undefined
    ? `${place}: is missing, ${issue.message}`
    : `${place}: got ${show(issue.input)}, ${issue.message}`;
}

/** Rejects an entry that is neither a folder, the manifest, nor an ordinary file listed in the manifest. */
function refuseEntry({ name, type }: TarEntry, known: Set<string>): void {
  if (type !== 'file' && type !== 'directory')
    throw invalid(`${name}: got a ${type}, expected nothing but ordinary files`);
  if (name.startsWith('/')) throw invalid(`${name}: got an absolute path, expected one inside the archive`);
  const odd = refusalOf(`/${name.replace(/\/$/, '')}`);
  if (odd !== undefined) throw invalid(`${name}: ${odd}`);
  if (type === 'file' && name !== MANIFEST_FILE && !known.has(name))
    throw invalid(`${name}: is not listed in ${MANIFEST_FILE}`);
}

export interface UnpackedSubmission {
  manifest: SubmissionManifest;
  contents: Map<string, Map<string, Buffer>>;
}

/** Unpacks and validates an archive. @throws LabError SUBMISSION_INVALID */
export async function unpackSubmission(bytes: Buffer): Promise<UnpackedSubmission> {
  const entries = await unpack(bytes);
  const manifest = readManifest(entries);
  const nodes = Object.entries(manifest.nodes);
  const known = new Set(nodes.flatMap(([node, { files }]) => files.map(({ path }) => entryName(node, path))));
  const byName = new Map<string, TarEntry>();
  for (const entry of entries) {
    refuseEntry(entry, known);
    if (byName.has(entry.name)) throw invalid(`${entry.name}: is in the archive twice`);
    byName.set(entry.name, entry);
  }
  const contents = new Map<string, Map<string, Buffer>>();
  for (const [node, { files, deleted }] of nodes) {
    for (const path of [...files.map((file) => file.path), ...deleted]) {
      const odd = refusalOf(path);
      if (odd !== undefined)
        throw invalid(`${MANIFEST_FILE}: nodes.${node}: got the path ${JSON.stringify(path)}, ${odd}`);
    }
    const rows = new Map<string, Buffer>();
    for (const { path, bytes: size } of files) {
      const entry = byName.get(entryName(node, path));
      if (!entry) throw invalid(`${entryName(node, path)}: is listed in ${MANIFEST_FILE} and not in the archive`);
      if (entry.content.length !== size)
        throw invalid(`${entry.name}: got ${entry.content.length} bytes, expected ${size} as ${MANIFEST_FILE} says`);
      if (rows.has(path)) throw invalid(`${entry.name}: is listed in ${MANIFEST_FILE} twice`);
      rows.set(path, entry.content);
    }
    contents.set(node, rows);
  }
  return { manifest, contents };
}
