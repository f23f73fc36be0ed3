/**
 * Many commands in one container through one process there (images/node/rootfs/usr/lib/lab/session): the engine takes some 85 ms
 * of processor time to start a command, and that process about one.
 */
import { logged } from '../util/log.ts';
import { once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { LabError } from '../util/errors.ts';
import type { Engine, RunningExec } from './engine.ts';
import { startDeadline } from './busyness.ts';

const PROGRAM = '/usr/lib/lab/session';

/** For the first word of the process. */
const READY_TIMEOUT_MS = 15_000;

/** What the standard input of a command is cut into. */
const CHUNK_BYTES = 32 * 1024;

const HEADER = /^(ready|out|err|exit) (\d+) (\d+)\n/;
/** Longer than any header. */
const HEADER_BYTES = 64;

interface Frame {
  kind: string;
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
      const [header, kind = '', id, length] = match;
      const end = header.length + Number(length);
      if (this.#input.length < end) return frames;
      frames.push({ kind, id: Number(id), bytes: Buffer.from(this.#input.subarray(header.length, end)) });
      this.#input = this.#input.subarray(end);
    }
  }
}

const notAFrame = (head: string): LabError =>
  new LabError(
    'NODE_UNRESPONSIVE',
    `a session in a node printed ${JSON.stringify(head.slice(0, 40))}, expected a frame`,
  );

const frame = (kind: string, id: number, bytes: Buffer = Buffer.alloc(0)): Buffer =>
  Buffer.concat([Buffer.from(`${kind} ${id} ${bytes.length}\n`), bytes]);

interface Command {
  stdout: PassThrough;
  stderr: PassThrough;
  end: (exitCode: number) => void;
  fail: (error: unknown) => void;
}

/** 128 + SIGKILL: what the engine tells of a command whose container was killed. */
const KILLED = 137;

export class Session {
  readonly #process: RunningExec;
  readonly #frames = new FrameReader();
  readonly #commands = new Map<number, Command>();
  #lastId = 0;
  #isOver = false;
  #ready: () => void = () => {};

  private constructor(process: RunningExec) {
    this.#process = process;
    // A write to a process that has ended is told by its end.
    process.stdin.on('error', () => {});
    process.stdout.on('data', (chunk: Buffer) => this.#hear(chunk));
    process.exitCode.then(
      () => this.#finish(),
      () => this.#finish(),
    );
  }

  /**
   * @param reach makes of a command the one that runs it on the node's kernel
   * @returns undefined where the process does not start: commands are then run one by one, and tell why that does not go either
   */
  static async open(
    engine: Pick<Engine, 'open'>,
    container: string,
    reach: (command: string[]) => string[],
  ): Promise<Session | undefined> {
    const deadline = startDeadline(READY_TIMEOUT_MS);
    try {
      const session = new Session(await engine.open(container, reach([PROGRAM]), { tty: false }));
      const isReady = await Promise.race([
        new Promise<boolean>((resolve) => (session.#ready = () => resolve(true))),
        session.#process.exitCode.then(
          () => false,
          () => false,
        ),
        once(deadline.signal, 'abort').then(() => false),
      ]);
      if (isReady) return session;
      session.close();
      return undefined;
    } catch (error) {
      // The engine's refusal is met again, and told, by the command itself.
      return logged(`no session in ${container}`)(error);
    } finally {
      deadline.stop();
    }
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  #hear(chunk: Buffer): void {
    if (this.#isOver) return;
    try {
      for (const one of this.#frames.read(chunk)) this.#take(one);
    } catch (error) {
      this.#finish(error);
      this.#process.stdin.end();
    }
  }

  #take({ kind, id, bytes }: Frame): void {
    if (kind === 'ready') return this.#ready();
    const command = this.#commands.get(id);
    // Nobody wants it any more.
    if (!command) return undefined;
    if (kind === 'out') return void command.stdout.write(bytes);
    if (kind === 'err') return void command.stderr.write(bytes);
    this.#commands.delete(id);
    return command.end(Number(bytes.toString('latin1')));
  }

  /** What still ran has ended with the process, as far as anybody can tell. */
  #finish(error?: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const command of this.#commands.values()) {
      if (error === undefined) command.end(KILLED);
      else command.fail(error);
    }
    this.#commands.clear();
  }

  /** As Engine.open. Aborting ends the command's input and forgets the command. */
  run(command: string[], signal?: AbortSignal): RunningExec {
    signal?.throwIfAborted();
    const id = (this.#lastId += 1);
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    // Whoever reads one meets its error; one that nobody reads must not end the program.
    for (const output of [stdout, stderr]) output.on('error', () => {});
    const send = (kind: string, bytes?: Buffer): void => {
      if (!this.#isOver) this.#process.stdin.write(frame(kind, id, bytes));
    };
    const exitCode = new Promise<number>((resolve, reject) => {
      const abort = (): void => {
        if (!this.#commands.delete(id)) return;
        send('eof');
        fail(signal?.reason);
      };
      const fail = (error: unknown): void => {
        for (const output of [stdout, stderr]) output.destroy(error as Error);
        reject(error);
      };
      const end = (status: number): void => {
        signal?.removeEventListener('abort', abort);
        stdout.end();
        stderr.end();
        resolve(status);
      };
      if (this.#isOver) return end(KILLED);
      signal?.addEventListener('abort', abort, { once: true });
      this.#commands.set(id, { stdout, stderr, end, fail });
      return undefined;
    });
    // Whoever only reads the output need not ask for the status.
    exitCode.catch(() => {});
    send('run', Buffer.from(command.map((word) => `${word}\0`).join('')));
    const stdin = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        for (let start = 0; start < chunk.length; start += CHUNK_BYTES) {
          send('in', chunk.subarray(start, start + CHUNK_BYTES));
        }
        done();
      },
      final: (done) => {
        send('eof');
        done();
      },
    });
    return { stdout, stderr, stdin, exitCode, resize: async () => {} };
  }

  /** Commands that still run lose their input, and the process ends after them. */
  close(): void {
    this.#process.stdin.end();
  }
}

interface Held {
  users: number;
  opening: Promise<Session | undefined> | undefined;
}

const held = new WeakMap<object, Map<string, Held>>();

/**
 * From now on the first command that observes this container opens a session for those that come after it.
 * @returns what ends it, once all who hold it have done so
 */
export function holdSession(engine: Engine, container: string): () => Promise<void> {
  const sessions = held.get(engine) ?? new Map<string, Held>();
  held.set(engine, sessions);
  const known = sessions.get(container) ?? { users: 0, opening: undefined };
  known.users += 1;
  sessions.set(container, known);
  return async () => {
    known.users -= 1;
    if (known.users > 0) return;
    sessions.delete(container);
    (await known.opening)?.close();
  };
}

/** While `work` runs, commands that observe these containers go through one process in each, opened when it is needed. */
export async function holdingSessions<T>(engine: Engine, containers: string[], work: () => Promise<T>): Promise<T> {
  const releases = containers.map((container) => holdSession(engine, container));
  try {
    return await work();
  } finally {
    await Promise.all(releases.map((release) => release()));
  }
}

/**
 * The session of a container, while one is held; one that has ended, because somebody killed it or the node was booted again, is
 * opened anew.
 */
export async function sessionIn(
  engine: Engine,
  container: string,
  reach: (command: string[]) => string[] = (command) => command,
): Promise<Session | undefined> {
  const known = held.get(engine)?.get(container);
  if (!known) return undefined;
  const session = await (known.opening ??= Session.open(engine, container, reach));
  if (session && !session.isOver) return session;
  if (!session) return undefined;
  known.opening = Session.open(engine, container, reach);
  const next = await known.opening;
  return next?.isOver ? undefined : next;
}
