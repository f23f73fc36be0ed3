/** `lab open` as a process, its link, and a page's WebSocket without a browser. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'chai';
import { WebSocket } from 'ws';
import type { PageMessage, ServerMessage } from '../../src/contract/messages.ts';
import { until } from '../../src/util/until.ts';
import { ROOT } from './lab.ts';

const MAIN = join(ROOT, 'dist/cli/main.js');
const STARTED_MS = 30_000;

export interface Opened {
  process: ChildProcess;
  url: URL;
  token: string;
  /** What a browser sends once it has followed the link. */
  cookie: string;
  /** Ctrl-C, and the exit code. */
  interrupt: () => Promise<number | null>;
}

export async function openPage(labId: string, instance: string, words: string[] = []): Promise<Opened> {
  const child = spawn(process.execPath, [MAIN, 'open', labId, '--as', instance, '--no-browser', ...words], {
    cwd: ROOT,
    env: { ...process.env, LANG: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const link = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`lab open printed no link: ${said}`)), STARTED_MS);
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /http:\/\/\S+/.exec(said)?.[0];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`lab open ended with ${code}: ${said}`)));
  });
  const url = new URL(link);
  const token = url.searchParams.get('token') ?? '';
  return {
    process: child,
    url,
    token,
    cookie: `lvs-lab-${url.port}=${token}`,
    interrupt: async () => {
      if (child.exitCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
}

export interface Wired {
  socket: WebSocket;
  send: (message: PageMessage) => void;
  /** Resolves with the first message, of those that come from now on or have come, for which `is` is true. */
  next: <T extends ServerMessage['type']>(
    type: T,
    is?: (message: Extract<ServerMessage, { type: T }>) => boolean,
  ) => Promise<Extract<ServerMessage, { type: T }>>;
  received: ServerMessage[];
}

const PATIENCE_MS = 20_000;

export async function wirePage({ url, cookie }: Opened): Promise<Wired> {
  const socket = new WebSocket(`ws://${url.host}/live`, { headers: { cookie, origin: url.origin } });
  const received: ServerMessage[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data: Buffer) => {
    received.push(JSON.parse(data.toString('utf8')) as ServerMessage);
    for (const look of waiting) look();
  });
  await once(socket, 'open');
  const next: Wired['next'] = (type, is = () => true) => {
    type Wanted = Extract<ServerMessage, { type: typeof type }>;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(look);
        reject(new Error(`no message ${type} came in ${PATIENCE_MS} ms`));
      }, PATIENCE_MS);
      const look = (): void => {
        const found = received.findIndex((one) => one.type === type && is(one as Wanted));
        if (found === -1) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve(received.splice(found, 1)[0] as Wanted);
      };
      waiting.add(look);
      look();
    });
  };
  return { socket, received, next, send: (message) => socket.send(JSON.stringify(message)) };
}

/** The status that an upgrade is refused with; 101 when it is not. */
export async function upgradeStatus({ url }: Opened, headers: Record<string, string>, path = '/live'): Promise<number> {
  const socket = new WebSocket(`ws://${url.host}${path}`, { headers });
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('unexpected-response', (_, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', reject);
  });
}

type Printed = Extract<ServerMessage, { type: 'terminal-output' | 'terminal-screen' }>;

/** Waits for the shell's prompt: where it came before the page asked for the terminal, it is on the screen that the page gets. */
const prompted = async (page: Wired, id: string): Promise<void> => {
  const isOfIt = (message: ServerMessage): message is Printed =>
    (message.type === 'terminal-output' || message.type === 'terminal-screen') && message.id === id;
  const has = async (): Promise<boolean> => page.received.some((one) => isOfIt(one) && one.data.includes('#'));
  expect(await until(has, 30_000), `the shell ${id} has no prompt`).to.equal(true);
  page.received.splice(0, page.received.length, ...page.received.filter((one) => !isOfIt(one)));
};

/** Opens a shell and waits for its prompt; its id. */
export const openShell = async (page: Wired, node: string): Promise<string> => {
  page.send({ type: 'terminal-open', node, columns: 80, rows: 24 });
  const { terminal: opened } = await page.next('terminal-opened', ({ mine }) => mine);
  page.send({ type: 'terminal-attach', id: opened.id });
  await prompted(page, opened.id);
  return opened.id;
};
