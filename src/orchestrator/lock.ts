/** One changing command at a time on one instance, among the commands of this machine. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../util/errors.ts';
import { aliveNamed, nameOfThisProcess } from './processes.ts';

/** What a lock says, as JSON. */
interface Claim {
  /** Its name, as processes.ts gives it. */
  process: string;
  command: string;
}

export interface Holder {
  pid: number;
  command: string;
}

/** What a lock says; '' for one that is no link, undefined when there is none. */
async function read(lock: string): Promise<string | undefined> {
  try {
    return await readlink(lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return '';
  }
}

async function liveHolder(text: string): Promise<Holder | undefined> {
  try {
    const { process, command } = JSON.parse(text) as Claim;
    const pid = await aliveNamed(process);
    return pid === undefined ? undefined : { pid, command };
  } catch {
    return undefined;
  }
}

/** A lock is a symbolic link to its holder's name: link and text are there in one step, and nothing else is written.
 * @returns why not, when somebody has it */
async function claim(lock: string, text: string): Promise<Error | undefined> {
  try {
    await symlink(text, lock);
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return error as Error;
  }
}

const busy = (instance: string, { command, pid }: Holder, cause?: Error): LabError =>
  new LabError('INSTANCE_BUSY', `"${instance}" is in use: \`lab ${command}\` (process ${pid}) is at work on it`, {
    hint: 'Wait until it ends, or stop it with Ctrl-C.',
    cause,
  });

/**
 * A lock whose process died goes to its heir: to be that is a lock of its own, named after the dead one's text. Only the heir
 * may put the lock that it has in place of the dead one, which it does in one step; so two never think that they are it.
 * @throws LabError INSTANCE_BUSY, which says who holds it
 */
async function acquire(lock: string, instance: string, mine: string): Promise<void> {
  for (;;) {
    const taken = await claim(lock, mine);
    if (!taken) return;
    const text = await read(lock);
    if (text === undefined) continue;
    const holder = await liveHolder(text);
    if (holder) throw busy(instance, holder, taken);
    const heir = `${lock}.${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
    await acquire(heir, instance, mine);
    // Another heir may have come and gone since the text was read.
    if ((await read(lock)) === text) return rename(heir, lock);
    await rm(heir, { force: true });
  }
}

/**
 * Runs `work` while holding the lock of an instance. A lock whose process died is taken over.
 * @throws LabError INSTANCE_BUSY, which says who holds it
 */
export async function withLock<T>(
  cacheDir: string,
  instance: string,
  command: string,
  work: () => Promise<T>,
): Promise<T> {
  const folder = join(cacheDir, 'locks');
  const lock = join(folder, instance);
  await mkdir(folder, { recursive: true });
  const mine: Claim = { process: await nameOfThisProcess(), command };
  await acquire(lock, instance, JSON.stringify(mine));
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/**
 * For those who only look: before, and again afterwards, since what was changed meanwhile was seen half changed.
 * @throws LabError INSTANCE_BUSY, which says who holds the instance's lock
 */
export async function requireFree(cacheDir: string, instance: string): Promise<void> {
  const text = await read(join(cacheDir, 'locks', instance));
  const holder = text === undefined ? undefined : await liveHolder(text);
  if (holder) throw busy(instance, holder);
}

export interface Lock {
  instance: string;
  /** What holds it; undefined when that process is gone. */
  holder: Holder | undefined;
}

/** The locks that there are, held or left behind. */
export async function listLocks(cacheDir: string): Promise<Lock[]> {
  const folder = join(cacheDir, 'locks');
  // An heir's has a dot: no name of an instance has one.
  const names = (await readdir(folder).catch(() => [])).filter((name) => !name.includes('.'));
  return Promise.all(
    names.toSorted().map(async (instance) => ({
      instance,
      holder: await liveHolder((await read(join(folder, instance))) ?? ''),
    })),
  );
}
