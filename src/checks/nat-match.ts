/** Which rules of the nat table take the packets that a check is about. Pure. */
import { parseSubnet, subnetSize } from '../lab/address.ts';
import type { Rule } from '../parsers/iptables-save.ts';

/** Both ends belong to it. */
type Range = readonly [from: number, to: number];

export interface Packets {
  /** The chain that they come to first. */
  chain: 'PREROUTING' | 'POSTROUTING';
  /** Their addresses that are rewritten: destinations in PREROUTING, sources in POSTROUTING. */
  addresses: Range;
  /** They are TCP to this port; undefined: any packets. */
  port: number | undefined;
  /** Where they come in (PREROUTING) or go out (POSTROUTING); undefined: not known. */
  device: string | undefined;
}

/** The source ports of clients, unless somebody changed net.ipv4.ip_local_port_range. */
const CLIENT_PORTS: Range = [32768, 60999];

const OPTIONS = {
  PREROUTING: { address: ['d', 'dst-range'], device: 'i' },
  POSTROUTING: { address: ['s', 'src-range'], device: 'o' },
} as const;
const TO_PORT = ['dport', 'dports', 'ports'];
const FROM_PORT = ['sport', 'sports'];
/** Modules that match nothing by themselves. */
const MODULES = new Set(['tcp', 'multiport', 'iprange', 'comment']);

/** `192.168.0.240`, `192.168.0.0/24`, `192.168.0.1-192.168.0.9`; undefined for other masks. */
export function readAddresses(written: string): Range | undefined {
  const [first = '', last] = written.split('-');
  const [from, to] = [first, last ?? first].map((end) => parseSubnet(end.includes('/') ? end : `${end}/32`));
  return from && to && [from.base, to.base + subnetSize(to) - 1];
}

/** `80`, `80:90` */
function readPorts(written: string): Range | undefined {
  const [, from, to = from] = /^(\d+)(?::(\d+))?$/.exec(written) ?? [];
  return from === undefined ? undefined : [Number(from), Number(to)];
}

interface Match {
  isNegated: boolean;
  /** dports of multiport has several. */
  values: string[];
}

function readMatch(written: string): Match {
  const isNegated = written.startsWith('! ');
  return { isNegated, values: written.slice(isNegated ? 2 : 0).split(',') };
}

/** Whether a match lets all of `wanted` through. */
function covers(written: string, read: (value: string) => Range | undefined, wanted: Range): boolean {
  const { isNegated, values } = readMatch(written);
  const ranges = values.map(read);
  return isNegated
    ? ranges.every((range) => range && (range[1] < wanted[0] || wanted[1] < range[0]))
    : ranges.some((range) => range && range[0] <= wanted[0] && wanted[1] <= range[1]);
}

/** `eth+` is every name that begins with eth. */
function isOneOf(written: string, name: string): boolean {
  const { isNegated, values } = readMatch(written);
  const isThere = values.some((value) => (value.endsWith('+') ? name.startsWith(value.slice(0, -1)) : value === name));
  return isThere !== isNegated;
}

/** Whether no match of the rule keeps the packets out. One that is not known here is taken to let them through. */
function mayTake({ matches }: Rule, { chain, addresses, port, device }: Packets): boolean {
  const holds = (names: readonly string[], isFine: (written: string) => boolean): boolean =>
    names.every((name) => matches[name] === undefined || isFine(matches[name]));
  const { address: addressNames, device: deviceName } = OPTIONS[chain];
  return (
    holds(addressNames, (written) => covers(written, readAddresses, addresses)) &&
    (device === undefined || holds([deviceName], (written) => isOneOf(written, device))) &&
    (port === undefined ||
      (holds(['p'], (written) => isOneOf(written, 'tcp')) &&
        holds(TO_PORT, (written) => covers(written, readPorts, [port, port])) &&
        holds(FROM_PORT, (written) => covers(written, readPorts, CLIENT_PORTS))))
  );
}

/** Whether the rule takes all of the packets: it has no match that mayTake does not know. */
function takesAll(rule: Rule, packets: Packets): boolean {
  const { address, device } = OPTIONS[packets.chain];
  const known = new Set<string>(['m', 'comment', ...address]);
  if (packets.device !== undefined) known.add(device);
  if (packets.port !== undefined) for (const name of ['p', ...TO_PORT, ...FROM_PORT]) known.add(name);
  const modules = rule.matches['m']?.split(' ') ?? [];
  return (
    mayTake(rule, packets) &&
    Object.keys(rule.matches).every((name) => known.has(name)) &&
    modules.every((name) => MODULES.has(name))
  );
}

export interface Passed {
  rule: Rule;
  /** Whether all of the packets come here and are taken, for all that is known. */
  isCertain: boolean;
}

/** The rules that may take the packets, in the order in which these come to them, also in chains that are jumped to.
 * The kernel refuses chains that lead to themselves. */
export function* rulesOnTheWay(rules: Rule[], packets: Packets, chain: string = packets.chain): Generator<Passed> {
  for (const rule of rules) {
    if (rule.chain !== chain || !mayTake(rule, packets)) continue;
    const isCertain = takesAll(rule, packets);
    if (rule.target === 'RETURN') {
      if (isCertain) return;
    } else if (rules.some((one) => one.chain === rule.target)) {
      for (const inner of rulesOnTheWay(rules, packets, rule.target)) {
        yield { rule: inner.rule, isCertain: isCertain && inner.isCertain };
      }
    } else yield { rule, isCertain };
    if ('g' in rule.targetOptions && isCertain) return;
  }
}
