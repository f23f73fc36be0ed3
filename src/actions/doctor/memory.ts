/** How many labs the memory holds. Pure. */
import { fitting, showFitting, type Demand } from './demand.ts';
import { showBytes, type Finding } from './finding.ts';

/** What the rest of the machine is left. */
const RESERVE_BYTES = 512 * 1024 ** 2;

export interface Memory {
  totalBytes: number;
  /** undefined: not known, such as before the images are built. */
  freeBytes: number | undefined;
  cpus: number;
}

export function judgeMemory({ totalBytes, freeBytes, cpus }: Memory, demands: Demand[]): Finding {
  const known = freeBytes !== undefined && Number.isFinite(freeBytes);
  const there = Math.max(0, (known ? freeBytes : totalBytes) - RESERVE_BYTES);
  const counts = fitting(demands, 'memoryBytes', there);
  const memory = known ? `${showBytes(freeBytes)} of ${showBytes(totalBytes)} free` : showBytes(totalBytes);
  const message = `${memory}, ${cpus} CPUs: room for ${showFitting(demands, counts)}`;
  const advice =
    'Stop instances that are not used (`lab list`, `lab stop`), or other programs. Labs without kernels of their own need an eighth.';
  if (counts.every((count) => count === 0)) return { id: 'memory', level: 'problem', message, advice };
  if (counts.some((count) => count === 0)) return { id: 'memory', level: 'note', message, advice };
  return { id: 'memory', level: 'ok', message };
}
