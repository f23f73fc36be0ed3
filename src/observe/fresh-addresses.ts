/** Addresses that nobody has, for probes that must not be known. Pure. */
import { numberToAddress, parseSubnet, subnetSize } from '../lab/address.ts';

/** More than this many addresses of a large subnet are never used. */
const MAX_HOSTS = 2 ** 16;

const without = (addresses: string[], out: string[]): string[] => {
  const unwanted = new Set(out);
  return addresses.filter((one) => !unwanted.has(one));
};

/** What most checks use. By this many the addresses of one second are ahead of those of the second before. */
const PACE = 4;

/**
 * Addresses of a subnet that nobody has, those first that neither IPVS nor an ARP cache remembers: a run begins at others than
 * one some seconds before, and what a node remembers comes last.
 * @param taken addresses of the lab, its variables among them
 * @param remembered addresses that a node knows from an earlier run
 */
export function freshAddresses(
  subnet: string,
  { taken, remembered = [] }: { taken: string[]; remembered?: string[] },
  nowMs: number,
): string[] {
  const parsed = parseSubnet(subnet);
  if (!parsed) throw new RangeError(`not a subnet: ${subnet}`);
  const length = Math.max(0, Math.min(subnetSize(parsed) - 2, MAX_HOSTS));
  const hosts = Array.from({ length }, (_, index) => numberToAddress(parsed.base + 1 + index));
  const free = without(hosts, taken);
  // Of all that are free: where a run begins must not depend on what is remembered.
  const first = (Math.floor(nowMs / 1000) * PACE) % (free.length || 1);
  const inTurn = [...free.slice(first), ...free.slice(0, first)];
  const known = new Set(remembered);
  return [...without(inTurn, remembered), ...inTurn.filter((one) => known.has(one))];
}
