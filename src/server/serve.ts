/** The HTTP server with its WebSocket: checks who asks before anything else happens, and limits how many may. */
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAdaptorServer } from '@hono/node-server';
import { WebSocketServer, type WebSocket } from 'ws';
import { MAX_CONNECTIONS, MAX_MESSAGE_BYTES } from '../contract/limits.ts';
import { LabError } from '../util/errors.ts';
import { makeApp, type AppInput } from './app.ts';
import { refusalOf } from './guard.ts';

/** Sockets of all kinds; browsers open six for one page. */
const MAX_SOCKETS = 128;
const HEADERS_MS = 10_000;
const ADDRESS = '127.0.0.1';

export const SOCKET_PATH = '/live';

/** `port` 0: any that is free. */
export interface ServeInput extends AppInput {
  onSocket: (socket: WebSocket) => void;
}

export interface Served {
  port: number;
  close: () => Promise<void>;
}

const refuse = (socket: Duplex, status: string): void => {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};

/** @throws LabError ARGUMENT_INVALID when the port is taken */
async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: ADDRESS, exclusive: true }, resolve);
  }).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'EADDRINUSE' ? 'another program has it' : cause.message;
    const hint = 'Leave --port out: then a free one is taken.';
    throw new LabError('ARGUMENT_INVALID', `--port ${port} cannot be used: ${why}`, { cause, hint });
  });
  return (server.address() as AddressInfo).port;
}

/** @throws LabError ARGUMENT_INVALID */
export async function serve({ port: wanted, onSocket, ...app }: ServeInput): Promise<Served> {
  let answer: ((request: Request, env: never) => Response | Promise<Response>) | undefined;
  const server = createAdaptorServer({
    fetch: (request: Request, env: unknown) => answer?.(request, env as never) ?? new Response(null, { status: 503 }),
    serverOptions: { headersTimeout: HEADERS_MS, requestTimeout: HEADERS_MS },
  }) as Server;
  server.maxConnections = MAX_SOCKETS;
  const port = await listen(server, wanted);
  answer = makeApp({ ...app, port }).fetch;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const { host, origin, cookie } = request.headers;
    const refusal = refusalOf({ host, origin, cookie }, { port, token: app.token, needsOrigin: true });
    if (refusal !== undefined) return refuse(socket, '403 Forbidden');
    if (request.url !== SOCKET_PATH) return refuse(socket, '404 Not Found');
    if (sockets.clients.size >= MAX_CONNECTIONS) return refuse(socket, '503 Service Unavailable');
    sockets.handleUpgrade(request, socket, head, onSocket);
  });

  return {
    port,
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
