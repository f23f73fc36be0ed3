/** The page's script and style, as the build has made them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { LabError } from '../util/errors.ts';
import type { Places } from '../orchestrator/places.ts';
import type { Assets } from './app.ts';

/** @throws LabError FILE_UNREADABLE */
export async function readAssets({ root }: Places): Promise<Assets> {
  const read = async (name: string): Promise<Assets['script']> => {
    const file = join(root, 'dist', 'page', name);
    const content = await readFile(file).catch((cause: unknown) => {
      const hint = 'Build it: `npm run build` in the project folder.';
      throw new LabError('FILE_UNREADABLE', `${file} cannot be read: ${(cause as Error).message}`, { cause, hint });
    });
    return new Uint8Array(gzipSync(content));
  };
  const [script, style] = await Promise.all([read('page.js'), read('page.css')]);
  return { script, style };
}
