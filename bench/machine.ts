/** What this machine says of itself: processors, memory of processes, interfaces, the engine's rules. */
import { execa } from 'execa';
import { readdir, readFile } from 'node:fs/promises';
import { engineAddress } from '../src/orchestrator/connect.ts';
import { placesFrom } from '../src/orchestrator/places.ts';

/** As proc(5) counts; sysconf(_SC_CLK_TCK) is 100 wherever Linux runs Node.js. */
const TICKS_PER_S = 100;

export type Kind = 'own' | 'host';

/** Processor seconds that were not idle since the boot, of all processors. */
export async function cpuSeconds(): Promise<number> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line.split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq) / TICKS_PER_S;
}

interface Process {
  pid: number;
  parent: number;
  command: string;
  /** Fields of proc(5) stat behind the name. */
  fields: string[];
}

async function processes(): Promise<Process[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const rows = await Promise.all(
    pids.map(async (pid): Promise<Process[]> => {
      try {
        const [stat, command] = await Promise.all([
          readFile(`/proc/${pid}/stat`, 'utf8'),
          readFile(`/proc/${pid}/cmdline`, 'utf8'),
        ]);
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return [{ pid, parent: Number(fields[1]), command: command.replaceAll('\0', ' '), fields }];
      } catch {
        return [];
      }
    }),
  );
  return rows.flat();
}

/** Processor seconds of dockerd itself, and of the children that it waited for: iptables, nearly all of it. */
export async function engineSeconds(): Promise<[number, number]> {
  const host = engineAddress(process.env, placesFrom(process.env))?.host ?? '';
  const all = await processes();
  const daemons = all.filter(({ command }) => /^(\S*\/)?dockerd /.test(command));
  const [mine] = daemons.filter(({ command }) => command.includes(host)).concat(daemons.length === 1 ? daemons : []);
  const [own = 0, system = 0, children = 0, childrenSystem = 0] = mine?.fields.slice(11, 15).map(Number) ?? [];
  return [(own + system) / TICKS_PER_S, (children + childrenSystem) / TICKS_PER_S];
}

/** Container ids to the process that the engine keeps beside each. */
export async function shimsOf(ids: string[]): Promise<Map<string, number>> {
  const wanted = new Set(ids);
  const found = (await processes()).flatMap(({ pid, command }): [string, number][] => {
    const id = /containerd-shim\S* .*-id ([0-9a-f]{64})/.exec(command)?.[1] ?? '';
    return wanted.has(id) ? [[id, pid]] : [];
  });
  return new Map(found);
}

/** Proportional set size: what is shared counts once. */
async function pss(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
}

/** Bytes of the processes in each node, by the node's kind, and of the engine's process beside each. */
export async function memoryByKind(kinds: Map<string, Kind>): Promise<Record<Kind | 'shim', number[]>> {
  const shims = await shimsOf([...kinds.keys()]);
  const children = new Map<number, Process[]>();
  for (const one of await processes()) children.set(one.parent, [...(children.get(one.parent) ?? []), one]);
  const below = (pid: number): number[] =>
    (children.get(pid) ?? []).flatMap((child) => [child.pid, ...below(child.pid)]);
  const memory: Record<Kind | 'shim', number[]> = { own: [], host: [], shim: [] };
  for (const [id, shim] of shims) {
    const bytes = await Promise.all(below(shim).map(pss));
    memory[kinds.get(id) ?? 'host'].push(bytes.reduce((sum, one) => sum + one, 0));
    memory.shim.push(await pss(shim));
  }
  return memory;
}

export async function links(): Promise<{ ifname: string; master?: string }[]> {
  const { stdout } = await execa('ip', ['-j', 'link', 'show']);
  return JSON.parse(stdout) as { ifname: string; master?: string }[];
}

/** Of every kind of firewall that this machine has. */
export async function firewallRules(): Promise<string[]> {
  const tools = ['iptables-save', 'iptables-legacy-save', 'ip6tables-save'];
  const saved = await Promise.all(tools.map((tool) => execa(tool, { reject: false })));
  return [
    ...new Set(saved.flatMap(({ stdout }) => (stdout ?? '').split('\n')).filter((line) => line.startsWith('-A'))),
  ];
}
