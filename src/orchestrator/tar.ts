/** Files as the tar archive that the engine takes. */
import { pack } from 'tar-stream';
import type { FileSpec } from './engine.ts';

/** A fixed time, so that the same files make the same archive and the engine's build cache holds. */
const MTIME = new Date(0);

export async function tarOf(files: FileSpec[]): Promise<Buffer> {
  const archive = pack();
  for (const { path, content, mode = 0o644 } of files) {
    archive.entry({ name: path.replace(/^\//, ''), mode, mtime: MTIME }, Buffer.from(content as string));
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
