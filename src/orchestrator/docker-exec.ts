/** What a container and the commands in it say, over the engine's hijacked connections. */
import type Docker from 'dockerode';
import { PassThrough, type Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { translate } from './docker-errors.ts';
import type { RunningExec } from './engine.ts';

/** The engine may still say "running" just after the output ended. */
async function exitStatus(exec: Docker.Exec): Promise<number> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    const { ExitCode, Running } = await exec.inspect();
    if (!Running && ExitCode !== null) return ExitCode;
    await delay(10);
  }
  throw new Error('the engine did not tell the exit status of a command that ended');
}

/** Resolves when the connection is closed; aborting closes it. */
function closing(stream: Duplex, outputs: PassThrough[], signal: AbortSignal | undefined): Promise<void> {
  const abort = (): void => void stream.destroy(signal?.reason as Error);
  signal?.addEventListener('abort', abort, { once: true });
  // Whoever reads one meets its error; one that nobody reads must not end the program.
  for (const output of outputs) output.on('error', () => {});
  return new Promise((resolve, reject) => {
    stream.once('error', (error) => {
      for (const output of outputs) output.destroy(error);
      reject(error);
    });
    stream.once('end', () => stream.destroy());
    stream.once('close', () => {
      signal?.removeEventListener('abort', abort);
      for (const output of outputs) output.end();
      resolve();
    });
  });
}

export async function attachOutput(
  docker: Docker,
  container: string,
  { tty, signal }: { tty: boolean; signal?: AbortSignal },
): Promise<NodeJS.ReadableStream> {
  const stream = (await docker.getContainer(container).attach({ stream: true, stdout: true, stderr: true })) as Duplex;
  const output = new PassThrough();
  // Who reads it learns of an error from the output itself.
  closing(stream, [output], signal).catch(() => {});
  if (tty) stream.pipe(output, { end: false });
  else docker.modem.demuxStream(stream, output, output);
  return output;
}

type Resize = RunningExec['resize'];

/**
 * One request after another: two at once can arrive in the other order, and the command would keep the size that is no longer true.
 * A size that a newer one has overtaken is left out.
 */
export function latestSize(resize: Resize): Resize {
  let wanted: [columns: number, rows: number] | undefined;
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    while (wanted) {
      const size = wanted;
      wanted = undefined;
      await resize(...size);
    }
    running = undefined;
  };
  return (columns, rows) => {
    wanted = [columns, rows];
    running ??= run();
    return running;
  };
}

/**
 * The engine holds back the first of these keys until the next one is typed. Its own default begins with Ctrl-P, with which a shell goes
 * back to the command before; nobody types these four one after another.
 */
const DETACH_KEYS = 'ctrl-^,ctrl-],ctrl-^,ctrl-_';

export async function openExec(
  docker: Docker,
  container: string,
  command: string[],
  { tty, signal }: { tty: boolean; signal?: AbortSignal },
): Promise<RunningExec> {
  const exec = await docker.getContainer(container).exec({
    Cmd: command,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: tty,
    ...(tty ? { Env: ['TERM=xterm-256color'], DetachKeys: DETACH_KEYS } : {}),
  });
  const stream = await exec.start({ hijack: true, stdin: true, Tty: tty });
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const closed = closing(stream, [stdout, stderr], signal);
  if (tty) stream.pipe(stdout, { end: false });
  else docker.modem.demuxStream(stream, stdout, stderr);
  const exitCode = closed
    .then(() => exitStatus(exec))
    .catch((error: unknown) => {
      throw translate(error, 'tell an exit status');
    });
  // Whoever only reads the output need not ask for the status.
  exitCode.catch(() => {});
  return {
    stdout,
    stderr,
    stdin: stream,
    resize: latestSize(async (columns, rows) => {
      // The command may have ended in between: then there is nothing to resize.
      await exec.resize({ w: columns, h: rows }).catch(() => {});
    }),
    exitCode,
  };
}
