/** The files of a tar archive, none of which may be anything but a file. */
import { extract, type Header } from 'tar-stream';

export interface TarEntry {
  name: string;
  type: Header['type'];
  content: Buffer;
}

/** @throws whatever tar-stream says of an archive that is none */
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
