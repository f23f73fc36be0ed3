/** What goes to and comes from a session in a node: images/node/rootfs/usr/lib/lab/session has the format. Pure. */
import { LabError } from '../util/errors.ts';

const HEADER = /^(ready|out|err|exit) (\d+) (\d+)\n/;
/** Longer than any header. */
const HEADER_BYTES = 64;
/** The program sends no longer ones, but what comes from a node may be a student's. */
const MAX_FRAME_BYTES = 64 * 1024;

type Kind = 'ready' | 'out' | 'err' | 'exit';

export interface Frame {
  kind: Kind;
  id: number;
  bytes: Buffer;
}

/** Takes apart what comes in pieces of any size. */
export class FrameReader {
  #input = Buffer.alloc(0);

  /** @throws LabError NODE_UNRESPONSIVE for what is no frame */
  read(chunk: Buffer): Frame[] {
    this.#input = Buffer.concat([this.#input, chunk]);
    const frames: Frame[] = [];
    for (;;) {
      const head = this.#input.toString('latin1', 0, HEADER_BYTES);
      const match = HEADER.exec(head);
      if (!match) {
        if (head.includes('\n') || head.length === HEADER_BYTES) throw notAFrame(head);
        return frames;
      }
      const [header, kind, id, length] = match;
      if (Number(length) > MAX_FRAME_BYTES) throw notAFrame(head);
      const end = header.length + Number(length);
      if (this.#input.length < end) return frames;
      frames.push({ kind: kind as Kind, id: Number(id), bytes: Buffer.from(this.#input.subarray(header.length, end)) });
      this.#input = this.#input.subarray(end);
    }
  }
}

const notAFrame = (head: string): LabError =>
  new LabError(
    'NODE_UNRESPONSIVE',
    `a session in a node printed ${JSON.stringify(head.slice(0, 40))}, expected a frame`,
  );

export const frame = (kind: string, id: number, bytes: Buffer = Buffer.alloc(0)): Buffer =>
  Buffer.concat([Buffer.from(`${kind} ${id} ${bytes.length}\n`), bytes]);
