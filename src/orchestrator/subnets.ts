/** Which subnets Docker gets for lab networks: small ones from 198.18.0.0/15, which RFC 2544 sets aside for tests of
 * network devices, so that no network of the user has them. Pure. */
import { formatSubnet, numberToAddress, overlaps, parseSubnet, subnetSize, type Subnet } from '../lab/address.ts';

const POOL: Subnet = { base: 0xc6120000, prefix: 15 };
const SMALLEST_PREFIX = 28;
/** Network address, bridge, broadcast. */
const TAKEN_BY_ENGINE = 3;

/** The longest prefix that has room for `nodes` nodes, 28 at most. */
export function prefixFor(nodes: number): number {
  const bits = Math.ceil(Math.log2(nodes + TAKEN_BY_ENGINE));
  return Math.min(SMALLEST_PREFIX, 32 - bits);
}

/** A number that depends on the name only, so that two starts at once rarely want the same subnet. */
const hashOf = (name: string): number =>
  Array.from(name).reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0, 7);

/**
 * Free subnets for a network, best first.
 * @param taken subnets that the engine's networks have, in CIDR form
 */
export function* freeSubnets(name: string, nodes: number, taken: string[]): Generator<string> {
  const prefix = prefixFor(nodes);
  const size = 2 ** (32 - prefix);
  const count = subnetSize(POOL) / size;
  const used = taken.flatMap((cidr) => parseSubnet(cidr) ?? []);
  const first = hashOf(name) % count;
  for (let step = 0; step < count; step += 1) {
    const candidate: Subnet = { base: POOL.base + ((first + step) % count) * size, prefix };
    if (!used.some((subnet) => overlaps(subnet, candidate))) yield formatSubnet(candidate);
  }
}

export const POOL_NAME = `${numberToAddress(POOL.base)}/${POOL.prefix}`;
