/** What the Docker Engine says, as errors of ours. Pure. */
import { Interrupted, LabError } from '../util/errors.ts';

interface EngineError {
  code?: string;
  statusCode?: number;
  name?: string;
  message?: string;
  reason?: string;
  json?: { message?: string };
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);

/** @param what the request, as a verb phrase: "create the network x" */
export const busy = (what: string, said: string, cause?: unknown): LabError =>
  new LabError('INSTANCE_BUSY', `another command made the same thing at the same time (to ${what}): ${said}`, {
    hint: 'Wait for the other `lab` command, then run this one again.',
    cause,
  });

/** @param what as for `busy` */
export function translate(error: unknown, what: string): Error {
  if (error instanceof LabError || error instanceof Interrupted) return error;
  const { code = '', statusCode, name, message = '', json } = error as EngineError;
  const said = json?.message ?? message;
  if (name === 'AbortError' || name === 'TimeoutError') return error as Error;
  if (code === 'EACCES') {
    return new LabError('ENGINE_REFUSED', `permission denied on the engine's socket (to ${what})`, {
      hint: 'Run as root, or join the group "docker" and log in again.',
      cause: error,
    });
  }
  if (UNREACHABLE.has(code) || /socket hang up/.test(said)) {
    return new LabError('ENGINE_UNREACHABLE', `the container engine does not answer (to ${what}): ${said}`, {
      hint: 'Start it: `lab engine start`, or the Docker service of this machine; `lab doctor` says more.',
      cause: error,
    });
  }
  if (/no space left on device/i.test(said)) {
    return new LabError('DISK_FULL', `no space left on the engine's disk (to ${what})`, {
      hint: 'Free some space, for example with `lab stop --all` and `docker system prune`.',
      cause: error,
    });
  }
  if (statusCode === 409 && /is already in use|already exists/.test(said)) return busy(what, said, error);
  // The other command's network stood beside ours, or was ours to use until it took it away.
  if (/network \S+ (?:not found|is ambiguous)/.test(said)) return busy(what, said, error);
  // 500: it ended between the making of a command and its start.
  if ([404, 409, 500].includes(statusCode ?? 0) && /is not running|is paused|No such container/i.test(said)) {
    return new LabError('NODE_NOT_RUNNING', `cannot ${what}: ${said}`, {
      hint: '`lab start` brings it back.',
      cause: error,
    });
  }
  if (statusCode === 403 || statusCode === 401) {
    return new LabError('ENGINE_REFUSED', `the engine refused to ${what}: ${said}`, { cause: error });
  }
  if (/OCI runtime (create failed|error)/.test(said)) {
    return new LabError('ENGINE_REFUSED', `the engine's container runtime refused to ${what}: ${said}`, {
      hint: 'It cannot run containers on this machine: is it installed as its distribution has it, and are control groups mounted?',
      cause: error,
    });
  }
  return new Error(`the engine could not ${what}: ${said}`, { cause: error });
}

const statusOf = (error: unknown): number | undefined => (error as { statusCode?: number }).statusCode;

/** Runs `call`; an answer with one of the `fine` HTTP statuses is no error. */
export async function ignoring<T>(fine: number[], call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (fine.includes(statusOf(error) ?? 0)) return undefined;
    throw error;
  }
}
