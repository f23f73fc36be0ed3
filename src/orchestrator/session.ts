/**
 * Many commands in one container through one process there (images/node/rootfs/usr/lib/lab/session): the engine takes some 85 ms
 * of processor time to start a command, and that process about one.
 */
import { once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { log, logged } from '../util/log.ts';
import type { Engine, RunningExec } from './engine.ts';
import { frame, FrameReader, type Frame } from './session-frames.ts';
import { startDeadline } from './busyness.ts';

const PROGRAM = '/usr/lib/lab/session';

/** For the first word of the process. */
const READY_TIMEOUT_MS = 15_000;

/** What the standard input of a command is cut into. */
const CHUNK_BYTES = 32 * 1024;

/** Commands that are not wanted any more go on to their ends in the node; the program does not wait for them. */
const CLOSE_MS = 1000;

interface Command {
  stdout: PassThrough;
  stderr: PassThrough;
  end: (exitCode: number) => void;
  fail: (error: unknown) => void;
}

/** 128 + SIGKILL: what the engine tells of a command whose container was killed. */
const KILLED = 137;

export class Session {
  readonly #running: RunningExec;
  /** Ends the connection, whatever the process does. */
  readonly #cut: AbortController;
  readonly #frames = new FrameReader();
  readonly #commands = new Map<number, Command>();
  #lastId = 0;
  #isOver = false;
  #complaints = '';
  #ready: () => void = () => {};

  private constructor(running: RunningExec, cut: AbortController) {
    this.#running = running;
    this.#cut = cut;
    // A write to a process that has ended is told by its end.
    running.stdin.on('error', () => {});
    running.stdout.on('data', (chunk: Buffer) => this.#hear(chunk));
    running.stderr.on('data', (chunk: Buffer) => (this.#complaints = (this.#complaints + String(chunk)).slice(-500)));
    running.exitCode.then(
      () => this.#finish(),
      () => this.#finish(),
    );
  }

  /**
   * @param reach makes of a command the one that runs it on the node's kernel
   * @param signal ends the attempt
   * @returns undefined where the process does not start: commands are then run one by one, and tell why that does not go either
   */
  static async open(
    engine: Pick<Engine, 'open' | 'patience'>,
    container: string,
    reach: (command: string[]) => string[],
    signal?: AbortSignal,
  ): Promise<Session | undefined> {
    const cut = new AbortController();
    const deadline = startDeadline(READY_TIMEOUT_MS * engine.patience);
    const over = AbortSignal.any([deadline.signal, ...(signal ? [signal] : [])]);
    const giveUp = (): void => cut.abort(over.reason);
    over.addEventListener('abort', giveUp, { once: true });
    try {
      over.throwIfAborted();
      const running = await engine.open(container, reach([PROGRAM]), { tty: false, signal: cut.signal });
      const session = new Session(running, cut);
      const ready = new Promise<true>((resolve) => (session.#ready = () => resolve(true)));
      const isReady = await Promise.race([ready, running.exitCode.then(() => false)]);
      if (isReady) return session;
      log(`no session in ${container}: ${session.#complaints.trim().split('\n').at(-1) || 'it ended'}`);
    } catch (error) {
      // The engine's refusal is met again, and told, by the command itself.
      logged(`no session in ${container}`)(error);
    } finally {
      over.removeEventListener('abort', giveUp);
      deadline.stop();
    }
    cut.abort();
    return undefined;
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
      this.#cut.abort(error);
    }
  }

  #take({ kind, id, bytes }: Frame): void {
    // Of one that is not there any more, nobody wants anything.
    const command = this.#commands.get(id);
    switch (kind) {
      case 'ready':
        this.#ready();
        break;
      case 'out':
        command?.stdout.write(bytes);
        break;
      case 'err':
        command?.stderr.write(bytes);
        break;
      case 'exit':
        this.#commands.delete(id);
        command?.end(Number(bytes.toString('latin1')));
        break;
    }
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
      if (!this.#isOver) this.#running.stdin.write(frame(kind, id, bytes));
    };
    const exitCode = new Promise<number>((resolve, reject) => {
      const fail = (error: unknown): void => {
        signal?.removeEventListener('abort', abort);
        for (const output of [stdout, stderr]) output.destroy(error as Error);
        reject(error);
      };
      const abort = (): void => {
        this.#commands.delete(id);
        send('eof');
        fail(signal?.reason);
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

  /** Commands that still run lose their input, and go on to their ends in the node. */
  close(): void {
    this.#running.stdin.end();
    // It does not keep the program: the connection does, until this is over.
    const late = setTimeout(() => this.#cut.abort(), CLOSE_MS);
    late.unref();
    const stop = (): void => clearTimeout(late);
    this.#running.exitCode.then(stop, stop);
  }
}

interface Held {
  users: number;
  opening: Promise<Session | undefined> | undefined;
  /** Aborted once nobody holds it. */
  released: AbortController;
}

const held = new WeakMap<object, Map<string, Held>>();

/**
 * From now on the first command that observes this container opens a session for those that come after it.
 * @returns what ends it, once all who hold it have done so
 */
export function holdSession(engine: Engine, container: string): () => void {
  const sessions = held.get(engine) ?? new Map<string, Held>();
  held.set(engine, sessions);
  const known = sessions.get(container) ?? { users: 0, opening: undefined, released: new AbortController() };
  known.users += 1;
  sessions.set(container, known);
  return () => {
    known.users -= 1;
    if (known.users > 0) return;
    sessions.delete(container);
    known.released.abort(new Error('nobody needs the session any more'));
    known.opening?.then((session) => session?.close(), logged(`the session in ${container}`));
  };
}

/** While `work` runs, commands that observe these containers go through one process in each, opened when it is needed. */
export async function holdingSessions<T>(engine: Engine, containers: string[], work: () => Promise<T>): Promise<T> {
  const releases = containers.map((container) => holdSession(engine, container));
  try {
    return await work();
  } finally {
    for (const release of releases) release();
  }
}

/** @throws the signal's reason, when it is aborted first */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  signal.throwIfAborted();
  const done = new AbortController();
  const aborted = once(signal, 'abort', { signal: done.signal }).then(() => signal.throwIfAborted());
  try {
    await Promise.race([work, aborted]);
    return await work;
  } finally {
    done.abort();
  }
}

/**
 * The session of a container, while one is held; one that has ended, because somebody killed it or the node was booted again, is
 * opened anew.
 * @param signal ends the waiting for it, and not the opening, which is for others too
 */
export async function sessionIn(
  engine: Engine,
  container: string,
  reach: (command: string[]) => string[] = (command) => command,
  signal?: AbortSignal,
): Promise<Session | undefined> {
  const known = held.get(engine)?.get(container);
  if (!known) return undefined;
  const open = (): Promise<Session | undefined> => Session.open(engine, container, reach, known.released.signal);
  const opening = (known.opening ??= open());
  const session = await orAborted(opening, signal);
  if (!session?.isOver) return session;
  // The first of those who meet its end opens another one for all.
  if (known.opening === opening) known.opening = known.users > 0 ? open() : Promise.resolve(undefined);
  const next = await orAborted(known.opening, signal);
  return next?.isOver ? undefined : next;
}
