/** All that a command in a node prints, up to what no command of ours prints: the rest is a student's, who may print on. */
import { LabError } from '../util/errors.ts';

const MAX_BYTES = 64 * 1024 ** 2;

/** @throws LabError NODE_UNRESPONSIVE */
export async function bytesOf(stream: AsyncIterable<unknown>, from: string, maxBytes = MAX_BYTES): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) {
      throw new LabError('NODE_UNRESPONSIVE', `${from}: a command printed more than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
