/** Determines a lab's addresses in a variant: another subnet for each subnet, and other host numbers in it. Pure. */
import { createHash } from 'node:crypto';
import {
  addressToNumber,
  isInSubnet,
  isIpv4,
  numberToAddress,
  overlaps,
  parseSubnet,
  subnetSize,
  type Subnet,
} from '../util/address.ts';
import type { Lab } from './lab.ts';

/** RFC 1918. A subnet moves within its private range; one outside these ranges stays, and only its hosts move. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].flatMap((range) => parseSubnet(range) ?? []);

export interface Move {
  from: Subnet;
  to: Subnet;
  /** New last octets by old ones. Octets that no host can have (.0, .255) are not included and do not change. */
  octets: Map<number, number>;
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);

/** Numbers keep their number of digits, so that columns stay aligned. */
const width = (octet: number): number => String(octet).length;

type Order = (octets: number[]) => number[];

/** Shuffles octets by a seed: sorts them by 256 keys of four bytes, taken from 32 hashes. */
function orderOf(seed: string): Order {
  const keys = Buffer.concat(range(0, 31).map((block) => createHash('sha256').update(`${seed} ${block}`).digest()));
  const keyOf = (octet: number): number => keys.readUInt32BE(4 * octet);
  return (octets) => octets.toSorted((a, b) => keyOf(a) - keyOf(b));
}

/** The subnet with another value in its last whole octet (the third for a /24); undefined if that is not allowed. */
function elsewhere(from: Subnet, octet: number): Subnet | undefined {
  const weight = from.prefix > 16 ? 256 : 65_536;
  const old = Math.floor(from.base / weight) % 256;
  const to = { base: from.base + (octet - old) * weight, prefix: from.prefix };
  const isPrivate = PRIVATE.some((block) => block.prefix <= to.prefix && overlaps(block, from) && overlaps(block, to));
  return isPrivate && width(octet) === width(old) && to.base % subnetSize(to) === 0 ? to : undefined;
}

/**
 * Assigns new octets. The lab's own addresses keep their order, because VRRP breaks ties by address, and avoid their
 * old octets if possible.
 */
function placed(all: number[], isOwn: (octet: number) => boolean, order: Order): [number, number][] {
  const own = all.filter(isOwn);
  const others = all.filter((octet) => !isOwn(octet));
  const taken = order(others.length < own.length ? all : others)
    .slice(0, own.length)
    .toSorted((a, b) => a - b);
  const left = order(all.filter((octet) => !taken.includes(octet)));
  const places = [...taken, ...left];
  return [...own, ...others].map((octet, index) => [octet, places[index] ?? octet]);
}

function octetsOf(from: Subnet, addresses: string[], order: Order): Move['octets'] {
  const first = from.base % 256;
  const usable = range(first + 1, first + Math.min(256, subnetSize(from)) - 2);
  const inside = addresses.filter((address) => isInSubnet(address, from));
  const own = new Set(inside.map((address) => addressToNumber(address) % 256));
  const classes = [1, 2, 3].map((digits) => usable.filter((octet) => width(octet) === digits));
  return new Map(classes.flatMap((all) => placed(all, (octet) => own.has(octet), order)));
}

/** The addresses that the lab declares for nodes and variables. */
export const ownAddresses = ({ nodes, vars }: Lab): string[] => [
  ...nodes.flatMap(({ interfaces, gateway }) => [
    ...interfaces.map(({ address }) => address),
    ...(gateway ? [gateway] : []),
  ]),
  ...Object.values(vars),
];

/** An address range: `192.168.0.231-192.168.0.232` */
const RANGE = /(\d+(?:\.\d+){3})-(\d+(?:\.\d+){3})/g;

/** Keeps consecutive addresses of a range that the lab names consecutive in the variant. */
function joinRanges({ from, octets }: Move, text: string, own: string[]): void {
  for (const [, first = '', last = ''] of text.matchAll(RANGE)) {
    if (!isIpv4(first) || !isIpv4(last) || !isInSubnet(first, from) || !isInSubnet(last, from)) continue;
    const [begin, end] = [addressToNumber(first), addressToNumber(last)];
    const inRange = own
      .map(addressToNumber)
      .filter((one) => begin < one && one <= end && own.includes(numberToAddress(one - 1)));
    for (const address of inRange.toSorted((a, b) => a - b)) {
      const octet = address % 256;
      const [now, wanted] = [octets.get(octet), (octets.get(octet - 1) ?? NaN) + 1];
      const holder = [...octets].find(([, place]) => place === wanted)?.[0];
      if (now === undefined || holder === undefined || width(holder) !== width(octet)) continue;
      octets.set(holder, now).set(octet, wanted);
    }
  }
}

/** The move of each network. New subnets overlap neither each other nor any old one. */
export function movesOf(lab: Lab, seed: string): Move[] {
  const subnets = lab.networks.flatMap(({ subnet }) => parseSubnet(subnet) ?? []);
  const taken = [...subnets];
  const text = JSON.stringify(lab);
  return subnets.map((from, index) => {
    const name = `${lab.id} ${seed} ${lab.networks[index]?.name}`;
    const free = orderOf(`${name} subnet`)(range(0, 255))
      .flatMap((octet) => elsewhere(from, octet) ?? [])
      .filter((subnet) => !taken.some((other) => overlaps(other, subnet)));
    const to = free[0] ?? from;
    taken.push(to);
    const move = { from, to, octets: octetsOf(from, ownAddresses(lab), orderOf(`${name} hosts`)) };
    joinRanges(move, text, ownAddresses(lab));
    return move;
  });
}

/** Moves an address to the new subnet without changing its host part. */
export const movedWhole = (address: string, { from, to }: Move): string =>
  numberToAddress(addressToNumber(address) - from.base + to.base);

export function movedHost(address: string, move: Move): string {
  const whole = addressToNumber(movedWhole(address, move));
  const octet = whole % 256;
  return numberToAddress(whole - octet + (move.octets.get(octet) ?? octet));
}
