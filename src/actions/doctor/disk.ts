/** Room on the disks: of the engine's data, and of what is kept between commands. */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { showBytes, type Finding } from './finding.ts';

const GIB = 1024 ** 3;
const NEEDED_BYTES = 2 * GIB;
const NEEDED_INODES = 20_000;
const CACHE_BYTES = 50 * 1024 ** 2;

export interface Disk {
  freeBytes: number;
  inodesFree: number | undefined;
}

/** Of the folder, or of the first one above it that exists; undefined where there is none. */
export async function observeDisk(folder: string): Promise<Disk | undefined> {
  const disk = await statfs(folder).catch(() => undefined);
  if (disk) return { freeBytes: disk.bavail * disk.bsize, inodesFree: disk.files === 0 ? undefined : disk.ffree };
  return dirname(folder) === folder ? undefined : observeDisk(dirname(folder));
}

export function judgeDisk({ freeBytes, inodesFree }: Disk, dataRoot: string): Finding {
  const free = `${showBytes(freeBytes)} free where the engine keeps its data (${dataRoot})`;
  const advice =
    'Free some: `lab stop --all`, `docker system prune`. Building the images takes 1 GiB, and nodes write files.';
  if (freeBytes < NEEDED_BYTES)
    return { id: 'disk', level: 'problem', message: `${free}, expected ${showBytes(NEEDED_BYTES)}`, advice };
  if (inodesFree !== undefined && inodesFree < NEEDED_INODES)
    return { id: 'disk', level: 'problem', message: `${free}, but room for no more than ${inodesFree} files`, advice };
  return { id: 'disk', level: 'ok', message: free };
}

export function judgeCache({ freeBytes }: Disk, cacheDir: string): Finding[] {
  if (freeBytes >= CACHE_BYTES) return [];
  return [
    {
      id: 'cache',
      level: 'problem',
      message: `${showBytes(freeBytes)} free where locks and caches are kept (${cacheDir}), expected ${showBytes(CACHE_BYTES)}`,
      advice: 'Free some, or name a folder on another disk by LAB_HOME.',
    },
  ];
}
