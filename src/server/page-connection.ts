/** One page's WebSocket: its messages, checked against the contract, and what it is told. */
import { logged } from '../util/log.ts';
import type { RawData, WebSocket } from 'ws';
import { MESSAGES_AT_ONCE, MESSAGES_PER_SECOND } from '../contract/limits.ts';
import { pageMessage, type PageMessage, type ServerMessage } from '../contract/messages.ts';
import { LabError } from '../util/errors.ts';
import { Rate } from './rate.ts';
import type { Room } from './room.ts';
import type { Size, Viewer } from './terminal.ts';

/** A page that reads nothing is cut off when so much waits for it, in bytes. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
const PING_MS = 20_000;

/** Close codes of RFC 6455. */
const POLICY_VIOLATION = 1008;

/** @returns undefined for what is no message of the contract */
export function readMessage(data: RawData, isBinary: boolean): PageMessage | undefined {
  if (isBinary) return undefined;
  try {
    return pageMessage.parse(JSON.parse((data as Buffer).toString('utf8')));
  } catch {
    return undefined;
  }
}

export function connectPage(socket: WebSocket, room: Room): void {
  const rate = new Rate(MESSAGES_PER_SECOND, MESSAGES_AT_ONCE, performance.now());
  const viewers = new Map<string, Viewer>();
  let isAlive = true;

  const send = (message: ServerMessage): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MAX_WAITING_BYTES) return socket.terminate();
    socket.send(JSON.stringify(message));
  };
  const problem = (error: unknown): void => {
    if (!(error instanceof LabError)) throw error;
    send({ type: 'problem', text: error.message });
  };
  const viewerOf = (id: string): Viewer => {
    const viewer = viewers.get(id) ?? {
      screen: (data: string, size: Size) => send({ type: 'terminal-screen', id, data, ...size }),
      output: (data: string) => send({ type: 'terminal-output', id, data }),
      resized: (size: Size) => send({ type: 'terminal-size', id, ...size }),
    };
    viewers.set(id, viewer);
    return viewer;
  };

  const open = async ({ node, columns, rows }: PageMessage & { type: 'terminal-open' }): Promise<void> => {
    const { view } = await room.terminals.open(node, { columns, rows });
    send({ type: 'terminal-opened', terminal: view, mine: true });
    room.tell({ type: 'terminal-opened', terminal: view, mine: false }, send);
  };
  const close = async (id: string): Promise<void> => {
    await room.terminals.close(id);
    room.tell({ type: 'terminal-closed', id });
  };

  const obey = (message: PageMessage): void => {
    const terminal = 'id' in message ? room.terminals.find(message.id) : undefined;
    switch (message.type) {
      case 'terminal-open':
        open(message).catch(problem);
        break;
      case 'terminal-attach':
        terminal?.attach(viewerOf(message.id));
        break;
      case 'terminal-input':
        terminal?.type(message.data);
        break;
      case 'terminal-resize':
        terminal?.resize({ columns: message.columns, rows: message.rows }, viewerOf(message.id));
        break;
      case 'terminal-ack':
        terminal?.acknowledge(viewerOf(message.id), message.length);
        break;
      case 'terminal-close':
        close(message.id).catch(problem);
        break;
      case 'check':
        room.check(message.only);
        break;
      case 'check-stop':
        room.checks.stop().catch(problem);
        break;
      case 'break':
      case 'repair':
      case 'checkpoint':
      case 'reset':
      case 'failover':
        room.change(message);
        break;
    }
  };

  const leave = room.join(send);
  const ping = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, PING_MS);
  socket.on('pong', () => (isAlive = true));
  // ws ends the connection itself, after it has told why: 1009 for a message that is too large.
  socket.on('error', logged('a connection of a page failed'));
  socket.on('message', (data, isBinary) => {
    const message = rate.take(performance.now()) ? readMessage(data, isBinary) : undefined;
    if (!message) return socket.close(POLICY_VIOLATION, 'no message of the contract, or too many');
    try {
      obey(message);
    } catch (error) {
      problem(error);
    }
  });
  socket.on('close', () => {
    clearInterval(ping);
    leave();
    for (const [id, viewer] of viewers) room.terminals.find(id)?.detach(viewer);
  });
}
