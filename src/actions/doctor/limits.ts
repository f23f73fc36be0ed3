/** Tables of the engine's kernel that many instances fill before its memory is full. Pure. */
import { fitting, showFitting, type Demand } from './demand.ts';
import type { Finding } from './finding.ts';
import type { HostView } from './host-view.ts';

/** Fewer than these for the largest lab are worth a word: a class. */
const A_CLASS = 40;

export function judgeLimits({ threads, sysctls }: Pick<HostView, 'threads' | 'sysctls'>, demands: Demand[]): Finding {
  const limitOf = (name: string): number => sysctls[name] ?? Infinity;
  const bounds = [
    { name: 'kernel.pid_max', key: 'threads', there: limitOf('kernel.pid_max') - threads },
    { name: 'kernel.threads-max', key: 'threads', there: limitOf('kernel.threads-max') - threads },
    {
      name: 'net.ipv4.neigh.default.gc_thresh3',
      key: 'neighbours',
      there: limitOf('net.ipv4.neigh.default.gc_thresh3'),
    },
  ] as const;
  const counted = bounds.map(({ name, key, there }) => ({ name, counts: fitting(demands, key, there) }));
  const [tightest] = counted.toSorted((a, b) => Math.min(...a.counts) - Math.min(...b.counts));
  if (!tightest || !Number.isFinite(Math.min(...tightest.counts)))
    return { id: 'limits', level: 'ok', message: 'no table of the kernel is known to bound how many instances run' };
  const limit = limitOf(tightest.name);
  const message = `${tightest.name} = ${limit} is enough for ${showFitting(demands, tightest.counts)}`;
  if (Math.min(...tightest.counts) >= A_CLASS) return { id: 'limits', level: 'ok', message };
  return {
    id: 'limits',
    level: 'note',
    message,
    advice: `For more at once, on the engine's machine: \`sudo sysctl -w ${tightest.name}=${limit * 8}\`.`,
  };
}
