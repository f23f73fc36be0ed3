/** One changing command at a time on one instance, among the commands of this machine. */
import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../errors.ts';

interface Holder {
  pid: number;
  /** When the process started, as /proc/PID/stat counts: a pid alone may be somebody else's by now. */
  started: string;
  command: string;
}

/** Field 22 of proc(5) stat, '' where there is no such process or no /proc. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

async function liveHolder(file: string): Promise<Holder | undefined> {
  try {
    const holder = JSON.parse(await readFile(file, 'utf8')) as Holder;
    return (await startOf(holder.pid)) === holder.started && holder.started !== '' ? holder : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the file with its text in one step: who finds it never finds it empty, as if its holder had died.
 * @throws EEXIST when somebody has it */
async function claim(file: string, holder: Holder): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, JSON.stringify(holder));
    await link(draft, file);
  } finally {
    await rm(draft, { force: true });
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
  const file = join(folder, `${instance}.json`);
  await mkdir(folder, { recursive: true });
  const mine: Holder = { pid: process.pid, started: await startOf(process.pid), command };
  for (;;) {
    try {
      await claim(file, mine);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = await liveHolder(file);
      if (holder) {
        throw new LabError(
          'INSTANCE_BUSY',
          `"${instance}" is in use: \`lab ${holder.command}\` (process ${holder.pid}) is at work on it`,
          {
            hint: 'Wait until it ends, or stop it with Ctrl-C.',
            cause: error,
          },
        );
      }
      await rm(file, { force: true });
    }
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

export interface Lock {
  instance: string;
  /** What holds it; undefined when that process is gone. */
  holder: { pid: number; command: string } | undefined;
}

/** The locks that there are, held or left behind. */
export async function listLocks(cacheDir: string): Promise<Lock[]> {
  const folder = join(cacheDir, 'locks');
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.json'));
  return Promise.all(
    files.toSorted().map(async (file) => ({
      instance: file.slice(0, -'.json'.length),
      holder: await liveHolder(join(folder, file)),
    })),
  );
}
