/**
 * Caches parsed labs by the text of their files, because parsing, with its libraries, takes half the time of a short
 * command. Without the cache everything works the same, only slower.
 */
import { logged } from '../util/log.ts';
import { createHash } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeWhole } from '../util/whole-file.ts';
import { IDENTIFIER } from './identifier.ts';
import type { Lab } from './lab.ts';

const SELF = fileURLToPath(import.meta.url);
const MAX_BYTES = 1024 * 1024;

/** Part of the cache key, since another build may parse the same text differently. */
const buildTime = async (): Promise<number> => (await stat(SELF)).mtimeMs;

/** Reads an ordinary file; load.ts reports anything else. */
async function readOrdinary(file: string): Promise<Buffer | undefined> {
  const stats = await stat(file).catch(() => undefined);
  return stats?.isFile() && stats.size <= MAX_BYTES ? readFile(file).catch(() => undefined) : undefined;
}

async function readJson(file: string): Promise<{ key?: string; lab?: Lab }> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as { key?: string; lab?: Lab };
  } catch {
    return {};
  }
}

async function remember(cacheDir: string, id: string, entry: { key: string; lab: Lab }): Promise<void> {
  await mkdir(join(cacheDir, 'labs'), { recursive: true });
  await writeWhole(join(cacheDir, 'labs', `${id}.json`), JSON.stringify(entry));
}

/** @param folder absolute. @throws LabError as loadLab */
export async function loadLabCached(folder: string, cacheDir: string): Promise<Lab> {
  // Without a build (in tests), the parser may change without the cache noticing.
  const isCached = SELF.endsWith('.js') && IDENTIFIER.pattern.test(basename(folder));
  const source = isCached ? await readOrdinary(join(folder, 'lab.yaml')) : undefined;
  const key = createHash('sha256')
    .update(`${folder} ${await buildTime()} `)
    .update(source ?? '')
    .digest('hex');
  if (source) {
    const cached = await readJson(join(cacheDir, 'labs', `${basename(folder)}.json`));
    if (cached.key === key && cached.lab) return cached.lab;
  }
  const { loadLab } = await import('./load.ts');
  const lab = await loadLab(folder);
  // A cache that cannot be written costs time, not correctness.
  if (source) await remember(cacheDir, lab.id, { key, lab }).catch(logged(`lab ${lab.id} is not remembered`));
  return lab;
}
