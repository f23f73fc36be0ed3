/** What commands that were killed left in the cache folder. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../util/errors.ts';
import { withLock } from './lock.ts';

/** Whoever writes a draft (`NAME.json.…`) gives it its name a moment later. */
const DRAFT_AGE_MS = 5000;

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name));
}

async function removeDraft(file: string): Promise<void> {
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Infinity }));
  if (Date.now() - mtimeMs > DRAFT_AGE_MS) await rm(file, { force: true });
}

/** Taking a lock of nobody and letting go of it removes it; one that is held is left alone. */
async function releaseLock(cacheDir: string, name: string, command: string): Promise<void> {
  try {
    await withLock(cacheDir, name, command, async () => {});
  } catch (error) {
    if (!(error instanceof LabError && error.code === 'INSTANCE_BUSY')) throw error;
  }
}

/** @param command as for withLock */
export async function cleanStaleCache(cacheDir: string, command: string): Promise<void> {
  const folders = [cacheDir, join(cacheDir, 'labs')];
  const files = (await Promise.all(folders.map(filesIn))).flat();
  await Promise.all(files.filter((file) => /\.json\.[^.]+$/.test(file)).map(removeDraft));
  const locks = await readdir(join(cacheDir, 'locks')).catch(() => []);
  await Promise.all(locks.map((name) => releaseLock(cacheDir, name, command)));
}
