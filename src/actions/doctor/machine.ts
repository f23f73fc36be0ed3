/** What the engine's machine can do and hold: features of its kernel, memory, and tables that many instances fill. Pure. */
import { fitting, showFitting, type Demand } from './demand.ts';
import { type Finding, showBytes } from './finding.ts';
import type { HostView } from './host-view.ts';
import { KERNEL_FEATURES, type KernelFeature } from '../../lab/features.ts';

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

/** @param features undefined: not tried */
export function judgeKernel(kernelVersion: string, features: KernelFeature[] | undefined): Finding {
  if (!features) {
    return {
      id: 'kernel',
      level: 'note',
      message: `kernel ${kernelVersion}: not tried, the node image is not built yet`,
      advice: '`lab image build`',
    };
  }
  const missing = KERNEL_FEATURES.filter((feature) => !features.includes(feature));
  if (missing.length === 0)
    return { id: 'kernel', level: 'ok', message: `kernel ${kernelVersion} has ${features.join(', ')}` };
  return {
    id: 'kernel',
    level: 'note',
    message: `kernel ${kernelVersion} lacks ${missing.join(', ')}: nodes that need it boot a kernel of their own`,
    advice:
      'Nothing has to be done. For the host kernel, install the modules of your distribution and `modprobe ip_vs ipip xt_ipvs`.',
  };
}

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
