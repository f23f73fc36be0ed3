/** Evaluates how connections were distributed: shares, load and persistence. */
import type { WorkloadEvent } from './workload.ts';

/** The server of each connection. */
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
  /** The number of connections in proportion to the server's capacity. */
  fair: number;
}

/** Counts the connections of each server. @param held count only connections that were not closed */
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

/** For each connection, how many connections its server then has, divided by the server's capacity. */
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
 * Checks whether each source or destination stayed on one server and different ones are spread over servers. Returns the
 * first key that several servers got, with these servers; or, if a single server got everything, this server without a
 * key; or undefined if both hold.
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
