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
