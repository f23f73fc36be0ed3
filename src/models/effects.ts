/** What a distribution of connections comes to for those who wait for it. */
import type { WorkloadEvent } from './workload.ts';

/** Who got each connection. */
interface Served {
  events: WorkloadEvent[];
  chosen: (string | undefined)[];
}

interface Capacity {
  address: string;
  capacity: number;
}

export interface Share {
  address: string;
  count: number;
  /** What its capacity makes it. */
  fair: number;
}

/** @param held only of the connections that were not closed */
export function sharesOf(servers: Capacity[], { events, chosen }: Served, held: boolean): Share[] {
  const ended = new Set(held ? events.flatMap((event) => ('close' in event ? [event.close] : [])) : []);
  const counted = chosen.filter((_, index) => !ended.has(index));
  const total = servers.reduce((sum, { capacity }) => sum + capacity, 0);
  return servers.map(({ address, capacity }) => ({
    address,
    count: counted.filter((one) => one === address).length,
    fair: (counted.length * capacity) / total,
  }));
}

/** For each connection, how many its server has with it, in units of the server's capacity. */
export function delaysOf(
  servers: Capacity[],
  { events, chosen }: Served,
): { number: number; address: string; delay: number }[] {
  const active: Record<string, number> = {};
  const add = (address: string, count: number): number => (active[address] = (active[address] ?? 0) + count);
  let number = 0;
  return events.flatMap((event) => {
    if ('close' in event) {
      add(chosen[event.close] ?? '', -1);
      return [];
    }
    const address = chosen[number] ?? '';
    number += 1;
    const { capacity = 1 } = servers.find((one) => one.address === address) ?? {};
    return [{ number, address, delay: add(address, 1) / capacity }];
  });
}

/**
 * The first source or destination that several servers got, with them; without such a one, the server that got all,
 * and no key. undefined when each has one server, and not all the same.
 */
export function keptApart(
  { events, chosen }: Served,
  by: 'source' | 'destination',
): { key: string | undefined; servers: string[] } | undefined {
  const opened = events.flatMap((event) => ('open' in event ? [event.open[by]] : []));
  const serversOf = (key: string): string[] =>
    [...new Set(chosen.filter((one, index) => opened[index] === key && one !== undefined))] as string[];
  const keys = [...new Set(opened)];
  const split = keys.find((key) => serversOf(key).length > 1);
  if (split !== undefined) return { key: split, servers: serversOf(split) };
  const all = [...new Set(keys.flatMap(serversOf))];
  return all.length === 1 ? { key: undefined, servers: all } : undefined;
}
