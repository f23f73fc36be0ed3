/** Addresses for new clients. Pure. */
import { numberToAddress, parseSubnet, subnetSize } from '../lab/address.ts';

/** More than this many addresses of a large subnet are never used. */
const MAX_HOSTS = 2 ** 16;

const without = (addresses: string[], out: string[]): string[] => {
  const unwanted = new Set(out);
  return addresses.filter((one) => !unwanted.has(one));
};

/**
 * Addresses of a subnet that nobody has, other ones every second: neither IPVS nor an ARP cache remembers them.
 * @param taken addresses of the lab, its variables among them
 * @param remembered addresses that a node knows from an earlier run: used again once too few others are left
 */
export function freshAddresses(
  subnet: string,
  { taken, remembered = [] }: { taken: string[]; remembered?: string[] },
  count: number,
  nowMs: number,
): string[] {
  const parsed = parseSubnet(subnet);
  if (!parsed) throw new RangeError(`not a subnet: ${subnet}`);
  const length = Math.min(subnetSize(parsed) - 2, MAX_HOSTS);
  const hosts = Array.from({ length }, (_, index) => numberToAddress(parsed.base + 1 + index));
  const free = without(hosts, taken);
  const unknown = without(free, remembered);
  const pool = unknown.length < count ? free : unknown;
  const first = Math.floor(nowMs / 1000) * count;
  return Array.from({ length: Math.min(count, pool.length) }, (_, index) => pool[(first + index) % pool.length] ?? '');
}
