/** Reads the entries of a tar archive into memory. */
import { extract, type Header } from 'tar-stream';

export interface TarEntry {
  name: string;
  type: Header['type'];
  content: Buffer;
}

/** @throws errors of tar-stream if the archive is invalid */
export async function entriesOf(archive: Buffer): Promise<TarEntry[]> {
  const entries: TarEntry[] = [];
  const reader = extract();
  reader.end(archive);
  for await (const entry of reader) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    entries.push({ name: entry.header.name, type: entry.header.type, content: Buffer.concat(chunks) });
  }
  return entries;
}
