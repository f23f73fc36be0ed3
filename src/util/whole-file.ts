/** Files that come into being in one step: a reader finds what was there before or all of the new content, never half of it. */
import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';

/**
 * @param mode permission bits; as the process makes files when left out
 * @throws what the file system says; no draft is left then. A command that is killed may leave one: `FILE.…`
 */
export async function writeWhole(file: string, content: string | Uint8Array, mode?: number): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, content, mode === undefined ? {} : { mode });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
