/** The server of a class: HTTP or HTTPS, and the WebSocket of each student's lab. */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAdaptorServer } from '@hono/node-server';
import { WebSocketServer } from 'ws';
import type { Context } from '../actions/context.ts';
import { openLab } from '../actions/open.ts';
import { MAX_CONNECTIONS, MAX_MESSAGE_BYTES } from '../contract/limits.ts';
import { readAssets } from '../server/assets.ts';
import { LabError } from '../util/errors.ts';
import { makeClassApp } from './app.ts';
import { allowedHost, doorOf, originOf, tokenOf, type Door } from './doors.ts';
import { LabsRunning } from './labs-running.ts';
import { keepTokens, LinkBook } from './links.ts';
import type { LoadedClass } from './load.ts';
import { onEngine } from './placing.ts';
import { ClassState } from './state.ts';

const HEADERS_MS = 10_000;
const MAX_SOCKETS_PER_STUDENT = 24;
/** Links are renewed and withdrawn by another process. */
const LINKS_MS = 2000;

export interface ServedClass {
  /** Of the links. */
  origin: string;
  /** Saves all work and stops all labs. */
  close: () => Promise<void>;
}

const readTlsFile = (file: string): Promise<Buffer> =>
  readFile(file).catch((cause: unknown) => {
    throw new LabError('FILE_UNREADABLE', `${file}: ${(cause as Error).message}`, { cause });
  });

async function readTls({ tlsFiles }: LoadedClass): Promise<{ cert: Buffer; key: Buffer } | undefined> {
  if (!tlsFiles) return undefined;
  return { cert: await readTlsFile(tlsFiles.certificate), key: await readTlsFile(tlsFiles.key) };
}

async function listen(server: Server, { address, port }: LoadedClass['listen']): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: address, exclusive: true }, resolve);
  }).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'EADDRINUSE' ? 'another program has it' : cause.message;
    throw new LabError('ARGUMENT_INVALID', `listen: ${address} port ${port} cannot be used: ${why}`, { cause });
  });
  return (server.address() as AddressInfo).port;
}

const refuse = (socket: Duplex, status: string): void => {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};

/** Nobody but the student of the cookie gets to his lab, because the address names none. */
function serveSockets(server: Server, door: Door, links: LinkBook, running: LabsRunning): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const { host, origin, cookie } = request.headers;
    const student =
      allowedHost(door, { host, origin, cookie }, true) && links.find(tokenOf(door, { host, origin, cookie }));
    if (!student) return refuse(socket, '403 Forbidden');
    const lab = /^\/labs\/([a-z0-9-]+)\/live$/.exec(request.url ?? '')?.[1];
    const seat = lab === undefined ? undefined : running.seat({ student: student.id, lab });
    if (!seat) return refuse(socket, '404 Not Found');
    if (seat.pages >= MAX_CONNECTIONS) return refuse(socket, '503 Service Unavailable');
    sockets.handleUpgrade(request, socket, head, (opened) => seat.connect(opened));
  });
  return sockets;
}

/**
 * @param onTrouble told in one line of what went wrong while the class goes on
 * @throws LabError ARGUMENT_INVALID for an address that cannot be used, FILE_UNREADABLE, FILE_UNWRITABLE, LAB_FILE_INVALID
 */
export async function serveClass(
  context: Context,
  loaded: LoadedClass,
  onTrouble: (text: string) => void,
): Promise<ServedClass> {
  const labs = new Map(
    await Promise.all(loaded.labs.map(async ({ lab }) => [lab, await openLab(context.places, lab)] as const)),
  );
  const [assets, tls] = await Promise.all([readAssets(context.places), readTls(loaded)]);
  const state = new ClassState(loaded.stateFolder);
  await state.sweep();
  await keepTokens(state, loaded.students);
  const links = new LinkBook(state, loaded.students);
  await links.refresh();
  const running = new LabsRunning(context, loaded, onEngine(context), state, onTrouble);
  let answer: ((request: Request, env: never) => Response | Promise<Response>) | undefined;
  const limits = { headersTimeout: HEADERS_MS, requestTimeout: HEADERS_MS };
  const fetch = (request: Request, env: unknown): Response | Promise<Response> =>
    answer?.(request, env as never) ?? new Response(null, { status: 503 });
  const server = (
    tls
      ? createAdaptorServer({ fetch, createServer: createSecureServer, serverOptions: { ...limits, ...tls } })
      : createAdaptorServer({ fetch, serverOptions: limits })
  ) as Server;
  server.maxConnections = MAX_SOCKETS_PER_STUDENT * loaded.students.length + MAX_SOCKETS_PER_STUDENT;
  const port = await listen(server, loaded.listen);
  const door = doorOf(loaded, port);
  answer = makeClassApp({ loaded, labs, door, links, running, state, assets, now: Date.now }).fetch;
  const sockets = serveSockets(server, door, links, running);
  const refreshing = setInterval(() => {
    links.refresh().catch((error: unknown) => onTrouble((error as Error).message));
  }, LINKS_MS);
  const close = async (): Promise<void> => {
    clearInterval(refreshing);
    server.closeIdleConnections();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await running.close();
    for (const client of sockets.clients) client.terminate();
    sockets.close();
    server.closeAllConnections();
    await closed;
  };
  try {
    await running.open();
  } catch (error) {
    await close();
    throw error;
  }
  return { origin: originOf(door), close };
}
