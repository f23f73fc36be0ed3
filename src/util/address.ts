/** IPv4 address arithmetic. Addresses are strings in the interface and unsigned 32-bit numbers internally. */

export interface Subnet {
  /** The network address (host bits zero) as an unsigned 32-bit number. */
  base: number;
  /** Prefix length in bits, 0 to 32. */
  prefix: number;
}

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);

export const isIpv4 = (value: string): boolean => IPV4.test(value);

/** @throws RangeError if `value` is not an IPv4 address */
export function addressToNumber(value: string): number {
  if (!isIpv4(value)) throw new RangeError(`not an IPv4 address: ${value}`);
  return value.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

export const numberToAddress = (value: number): string =>
  [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');

const maskOf = (prefix: number): number => (prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0);

/** undefined if `value` is not `a.b.c.d/n` with host bits zero. */
export function parseSubnet(value: string): Subnet | undefined {
  const [head = '', tail = '', ...rest] = value.split('/');
  if (rest.length > 0 || !isIpv4(head) || !/^\d{1,2}$/.test(tail)) return undefined;
  const prefix = Number(tail);
  const base = addressToNumber(head);
  if (prefix > 32 || (base & maskOf(prefix)) >>> 0 !== base) return undefined;
  return { base, prefix };
}

export const formatSubnet = ({ base, prefix }: Subnet): string => `${numberToAddress(base)}/${prefix}`;

export const subnetSize = ({ prefix }: Subnet): number => 2 ** (32 - prefix);

export function isInSubnet(value: string, { base, prefix }: Subnet): boolean {
  return (addressToNumber(value) & maskOf(prefix)) >>> 0 === base;
}

/** Whether a host can have the address: it is in the subnet, and neither the network nor the broadcast address. */
export function isHostOf(value: string, subnet: Subnet): boolean {
  const offset = addressToNumber(value) - subnet.base;
  return isInSubnet(value, subnet) && offset > 0 && offset < subnetSize(subnet) - 1;
}

/** Hosts of the subnet that lie evenly in it, from the first to the last: `count` of them, or all where there are fewer. */
export function hostsAcross(subnet: Subnet, count: number): string[] {
  const hosts = subnetSize(subnet) - 2;
  if (hosts < 1) return [numberToAddress(subnet.base)];
  const places = Math.min(count, hosts);
  const step = places === 1 ? 0 : (hosts - 1) / (places - 1);
  return Array.from({ length: places }, (_, index) => numberToAddress(subnet.base + 1 + Math.round(index * step)));
}

export const overlaps = (a: Subnet, b: Subnet): boolean =>
  a.base < b.base + subnetSize(b) && b.base < a.base + subnetSize(a);
