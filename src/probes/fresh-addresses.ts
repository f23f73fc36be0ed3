/** Addresses that nobody has, for probes that must not be known. Pure. */
import { numberToAddress, parseSubnet, subnetSize, isInSubnet } from '../util/address.ts';

/** More than this many addresses of a large subnet are never used. */
const MAX_HOSTS = 2 ** 16;

/** A whole number from 0 up to `below`, without it. */
export type Random = (below: number) => number;

const without = (addresses: string[], out: string[]): string[] => {
  const unwanted = new Set(out);
  return addresses.filter((one) => !unwanted.has(one));
};

function shuffled<T>(items: T[], random: Random): T[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = random(last + 1);
    [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
  }
  return mixed;
}

/**
 * Addresses of a subnet that nobody has, in an order that nobody can foresee: a rule that lets in whom it knows must not know
 * them. What a node remembers, in IPVS or in an ARP cache, comes last.
 * @param taken addresses of the lab, its variables among them
 * @param remembered addresses that a node knows from an earlier run
 * @param claimed subnets that a node takes for its own: their addresses come first, or what it does to clients there would show by
 *   chance alone
 */
export function freshAddresses(
  subnet: string,
  { taken, remembered = [], claimed = [] }: { taken: string[]; remembered?: string[]; claimed?: string[] },
  random: Random,
): string[] {
  const parsed = parseSubnet(subnet);
  if (!parsed) throw new RangeError(`not a subnet: ${subnet}`);
  const length = Math.max(0, Math.min(subnetSize(parsed) - 2, MAX_HOSTS));
  const hosts = Array.from({ length }, (_, index) => numberToAddress(parsed.base + 1 + index));
  const free = shuffled(without(hosts, taken), random);
  const known = new Set(remembered);
  const subnets = claimed.flatMap((one) => parseSubnet(one) ?? []);
  const isClaimed = (address: string): boolean => subnets.some((one) => isInSubnet(address, one));
  const unknown = without(free, remembered);
  return [
    ...unknown.filter(isClaimed),
    ...unknown.filter((one) => !isClaimed(one)),
    ...free.filter((one) => known.has(one)),
  ];
}
