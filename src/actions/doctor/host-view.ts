/** The engine's machine, as a container in its own network sees it: also where that machine is another one. */
import type { Engine } from '../../orchestrator/engine.ts';

export interface HostView {
  memoryFreeBytes: number;
  diskFreeBytes: number;
  /** undefined where the file system has no fixed number of them. */
  inodesFree: number | undefined;
  /** Threads that exist, of all users. */
  threads: number;
  /** Dotted names to values; a name that this kernel lacks is absent. */
  sysctls: Record<string, number>;
}

const SYSCTLS = [
  'kernel.pid_max',
  'kernel.threads-max',
  'net.ipv4.neigh.default.gc_thresh3',
  'net.bridge.bridge-nf-call-iptables',
];

/** The container's root is on the disk of the engine's data. */
const SCRIPT = `
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
sed -n 's/^MemAvailable: *\\([0-9]*\\) kB/memory \\1/p' /proc/meminfo
df -P -B1 / | { read -r _; read -r _ _ _ free _; echo "disk $free"; }
df -P -i / | { read -r _; read -r _ all _ free _; echo "inodes $all $free"; }
IFS=' /' read -r _ _ _ _ threads _ </proc/loadavg; echo "threads $threads"
for name in ${SYSCTLS.join(' ')}; do
    file=/proc/sys/$(echo "$name" | tr . /)
    [ ! -r "$file" ] || echo "sysctl $name $(cat "$file")"
done
`;

/** What the script prints; what is missing counts as without bound. */
export function parseHostView(output: string): HostView {
  const rows = output.split('\n').map((line) => line.trim().split(' '));
  const numberOf = (key: string, column = 1): number => {
    const text = rows.find(([word]) => word === key)?.[column];
    return text === undefined || !/^\d+$/.test(text) ? Infinity : Number(text);
  };
  return {
    memoryFreeBytes: numberOf('memory') * 1024,
    diskFreeBytes: numberOf('disk'),
    inodesFree: numberOf('inodes') > 0 && Number.isFinite(numberOf('inodes')) ? numberOf('inodes', 2) : undefined,
    threads: numberOf('threads'),
    sysctls: Object.fromEntries(
      rows.flatMap(([word, name, value]) => (word === 'sysctl' && name !== undefined ? [[name, Number(value)]] : [])),
    ),
  };
}

/** @param container in the engine's own network */
export async function observeHost(engine: Engine, container: string, signal: AbortSignal): Promise<HostView> {
  const { stdout } = await engine.exec(container, ['/bin/sh', '-c', SCRIPT], { timeoutMs: 10_000, signal });
  return parseHostView(stdout);
}
