/** Which subnets Docker gets for lab networks: small ones from 198.18.0.0/15, which RFC 2544 sets aside for tests of
 * network devices, so that no network of the user has them. Pure. */
import { formatSubnet, numberToAddress, parseSubnet, subnetSize, type Subnet } from '../util/address.ts';

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

/** Which of the `count` blocks of the pool, `size` addresses each, have something in them. */
function blocksOf(taken: string[], size: number, count: number): Set<number> {
  const blocks = new Set<number>();
  for (const cidr of taken) {
    const subnet = parseSubnet(cidr);
    if (!subnet) continue;
    const from = Math.max(0, Math.floor((subnet.base - POOL.base) / size));
    const to = Math.min(count - 1, Math.floor((subnet.base + subnetSize(subnet) - 1 - POOL.base) / size));
    for (let block = from; block <= to; block += 1) blocks.add(block);
  }
  return blocks;
}

/**
 * Free subnets for a network, best first.
 * @param taken subnets that the engine's networks have, in CIDR form
 */
export function* freeSubnets(name: string, nodes: number, taken: string[]): Generator<string> {
  const prefix = prefixFor(nodes);
  const size = 2 ** (32 - prefix);
  const count = subnetSize(POOL) / size;
  const used = blocksOf(taken, size, count);
  const first = hashOf(name) % count;
  for (let step = 0; step < count; step += 1) {
    const block = (first + step) % count;
    if (!used.has(block)) yield formatSubnet({ base: POOL.base + block * size, prefix });
  }
}

export const POOL_NAME = `${numberToAddress(POOL.base)}/${POOL.prefix}`;
