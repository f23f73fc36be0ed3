/** Walking from the client to the real servers and back, up to the first hop that is broken. Pure. */
import { HOP_NAMES, type HopName } from '../lab/hop-names.ts';
import type { Broken, Sight } from './hop.ts';
import { ARP_HOPS, HOPS } from './hops.ts';

export interface BrokenHop extends Broken {
  hop: HopName;
}

/** @param among the hops that may be named */
export function walk(sight: Sight, among: readonly HopName[] = HOP_NAMES): BrokenHop | undefined {
  const hops = sight.way.request.protocol === 'arp' ? ARP_HOPS : HOP_NAMES;
  for (const hop of hops.filter((name) => among.includes(name))) {
    const broken = HOPS[hop](sight);
    if (broken) return { hop, ...broken };
  }
  return undefined;
}
