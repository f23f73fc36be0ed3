/** One student's lab while it runs: its page, and its work saved. */
import { createHash } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { Context } from '../actions/context.ts';
import type { Running } from '../actions/open.ts';
import { gatherSubmission, type Gathered } from '../actions/submission/gather.ts';
import type { ServerMessage } from '../contract/messages.ts';
import { connectPage } from '../server/page-connection.ts';
import type { Room } from '../server/room.ts';
import type { ClassState, Place } from './state.ts';

export interface SeatInput {
  context: Context;
  state: ClassState;
  place: Place;
  running: Running;
  room: Room;
  /** Commands that were done again; undefined: it is fresh, or was running all the time. */
  restored: number | undefined;
}

/** Of what was done, without when it was looked at. */
const digestOf = ({ nodes }: Gathered): string => {
  const hash = createHash('sha256');
  for (const [name, { contents, ...work }] of nodes) {
    hash.update(JSON.stringify([name, work]));
    for (const [path, content] of contents) hash.update(path).update(content);
  }
  return hash.digest('hex');
};

export class Seat {
  readonly room: Room;
  readonly restored: number | undefined;
  readonly #input: SeatInput;
  readonly #sockets = new Set<WebSocket>();
  #leftAt = Date.now();
  #saved = '';
  #saving: Promise<void> = Promise.resolve();

  constructor(input: SeatInput) {
    this.#input = input;
    this.room = input.room;
    this.restored = input.restored;
  }

  get pages(): number {
    return this.#sockets.size;
  }

  /** Milliseconds since the last page was closed; 0 while one is open. */
  get idleMs(): number {
    return this.#sockets.size > 0 ? 0 : Date.now() - this.#leftAt;
  }

  connect(socket: WebSocket): void {
    this.#sockets.add(socket);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#leftAt = Date.now();
    });
    if (this.restored !== undefined) {
      const text = {
        en: `The lab had been stopped. It was started again, and your recorded commands were done again: ${this.restored}.`,
        zh: `实验环境曾被停止。现已重新启动，并重新执行了您记录下来的 ${this.restored} 条命令。`,
      };
      const message: ServerMessage = { type: 'notice', text };
      socket.send(JSON.stringify(message));
    }
    connectPage(socket, this.room);
  }

  /** One at a time; writes nothing when nothing has changed. */
  save(): Promise<void> {
    this.#saving = this.#saving.catch(() => {}).then(() => this.#save());
    return this.#saving;
  }

  async #gather(): Promise<Gathered> {
    const { context, place } = this.#input;
    return gatherSubmission(context.engine, this.room.live.instance, place.student, context.signal);
  }

  async #save(): Promise<void> {
    const gathered = await this.#gather();
    const digest = digestOf(gathered);
    if (digest === this.#saved) return;
    await this.#input.state.keepSaved(this.#input.place, await gathered.pack());
    this.#saved = digest;
  }

  async handIn(): Promise<void> {
    const gathered = await this.#gather();
    const archive = await gathered.pack();
    await this.#input.state.keepSaved(this.#input.place, archive);
    await this.#input.state.keepHandedIn(this.#input.place, archive);
  }

  /** Ends its pages, terminals and observers. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.close(1001, 'the lab is stopped');
    await this.room.close();
  }
}
