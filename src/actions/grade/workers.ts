/** How many submissions at once. Pure. */
import type { Lab } from '../../lab/lab.ts';
import { memoryLimit } from '../../orchestrator/node-spec.ts';

export interface WorkersPlan {
  count: number;
  boundBy: 'cores' | 'memory' | 'submissions' | 'option';
}

/** Most of an instance's time is waiting: for replies that must not come, for what settles, for hanging commands. */
const PER_CORE = 4;
/** The rest is the engine's, and that of whoever else is there. */
const MEMORY_SHARE = 0.8;

/** The most that an instance can take: a node that may have a kernel of its own counts as if it had. */
export const instanceBytes = ({ nodes }: Lab): number =>
  nodes.reduce((sum, { kernel }) => sum + memoryLimit(kernel.length > 0 ? 'own' : 'host'), 0);

/** @param option what the user wants; the machine decides when left out */
export function planWorkers(
  lab: Lab,
  { cpus, memoryBytes }: { cpus: number; memoryBytes: number },
  submissions: number,
  option?: number,
): WorkersPlan {
  if (option !== undefined) return { count: option, boundBy: 'option' };
  const limits: WorkersPlan[] = [
    { count: submissions, boundBy: 'submissions' },
    { count: cpus * PER_CORE, boundBy: 'cores' },
    { count: Math.floor((memoryBytes * MEMORY_SHARE) / instanceBytes(lab)), boundBy: 'memory' },
  ];
  const [least = { count: 1, boundBy: 'cores' }] = limits.toSorted((a, b) => a.count - b.count);
  return { ...least, count: Math.max(1, least.count) };
}
