/** Processes of this machine, as proc(5) tells of them. */
import { readFile } from 'node:fs/promises';

/**
 * When a process started, in clock ticks since boot (field 22 of stat): with it, a pid that was given again is told apart.
 * @returns '' where there is no such process, where it has ended and nobody asked how (a zombie), and without /proc
 */
export async function startOfProcess(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? '' : (fields[19] ?? '');
}

/** Of the machine since it was booted. '' where there is no /proc. */
export const bootId = async (): Promise<string> =>
  (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim();

/**
 * Names a process of this machine for all its users: one that is another's by now has another name.
 * @returns '' where startOfProcess does
 */
async function nameOf(pid: number): Promise<string> {
  const started = await startOfProcess(pid);
  return started === '' ? '' : `${pid} ${started} ${await bootId()}`;
}

export const nameOfThisProcess = (): Promise<string> => nameOf(process.pid);

/** @returns its pid, while the process of that name runs on this machine */
export async function aliveNamed(name: string): Promise<number | undefined> {
  const pid = Number.parseInt(name, 10);
  return pid > 0 && (await nameOf(pid)) === name ? pid : undefined;
}

/** @returns as aliveNamed, but for this process */
export async function otherAlive(name: string): Promise<number | undefined> {
  const pid = await aliveNamed(name);
  return pid === process.pid ? undefined : pid;
}
