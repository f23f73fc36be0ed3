/** Which rules of a netfilter table take given packets. Pure. */
import { parseSubnet, subnetSize } from '../util/address.ts';
import type { Rule } from '../parsers/iptables-save.ts';

/** Both ends belong to it. */
type Range = readonly [from: number, to: number];

/** What is left undefined is not known: rules that ask for it may take the packets or not. */
export interface Packets {
  sources?: Range | undefined;
  destinations?: Range | undefined;
  /** 4: IP in IP, for which nodes have no name. */
  protocol?: 'tcp' | 'udp' | 'icmp' | 'vrrp' | '4' | undefined;
  sourcePorts?: Range | undefined;
  destinationPorts?: Range | undefined;
  /** Where they come in. */
  input?: string | undefined;
  /** Where they go out. */
  output?: string | undefined;
  /** What connection tracking says of them. */
  state?: 'NEW' | 'ESTABLISHED' | undefined;
}

/** The source ports of clients, unless somebody changed net.ipv4.ip_local_port_range. */
export const CLIENT_PORTS: Range = [32768, 60999];

/** Modules that match nothing by themselves. */
const MODULES = new Set(['tcp', 'udp', 'icmp', 'multiport', 'iprange', 'conntrack', 'state', 'comment']);

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

/** true: the packets match; false: they do not; undefined: nobody knows. */
type Answer = boolean | undefined;
type Asker = (written: string, packets: Packets) => Answer;

const asks =
  <T>(known: (packets: Packets) => T | undefined, isFine: (written: string, value: T) => boolean): Asker =>
  (written, packets) => {
    const value = known(packets);
    return value === undefined ? undefined : isFine(written, value);
  };

const source = asks(
  ({ sources }) => sources,
  (written, range) => covers(written, readAddresses, range),
);
const destination = asks(
  ({ destinations }) => destinations,
  (written, range) => covers(written, readAddresses, range),
);
const sourcePort = asks(
  ({ sourcePorts }) => sourcePorts,
  (written, range) => covers(written, readPorts, range),
);
const destinationPort = asks(
  ({ destinationPorts }) => destinationPorts,
  (written, range) => covers(written, readPorts, range),
);
const state = asks(({ state: known }) => known, isOneOf);

const ASKERS: Record<string, Asker> = {
  s: source,
  'src-range': source,
  d: destination,
  'dst-range': destination,
  sport: sourcePort,
  sports: sourcePort,
  dport: destinationPort,
  dports: destinationPort,
  ports: destinationPort,
  i: asks(({ input }) => input, isOneOf),
  o: asks(({ output }) => output, isOneOf),
  // A node knows it by its number or by its name.
  p: asks(
    ({ protocol }) => protocol,
    (written, name) => isOneOf(written.replace(/^(! )?112$/, '$1vrrp'), name),
  ),
  ctstate: state,
  state,
  m: (written) => written.split(' ').every((name) => MODULES.has(name)) || undefined,
  comment: () => true,
};

const answersOf = ({ matches }: Rule, packets: Packets): Answer[] =>
  Object.entries(matches).map(([name, written]) => ASKERS[name]?.(written, packets));

export interface Passed {
  rule: Rule;
  /** Whether all of the packets come here and are taken, for all that is known. */
  isCertain: boolean;
}

/**
 * The rules that may take the packets, in the order in which these come to them, also in chains that are jumped to. The
 * kernel refuses chains that lead to themselves.
 * @param rules of one table
 */
export function* rulesOnTheWay(rules: Rule[], packets: Packets, chain: string): Generator<Passed> {
  for (const rule of rules) {
    if (rule.chain !== chain) continue;
    const answers = answersOf(rule, packets);
    if (answers.includes(false)) continue;
    const isCertain = answers.every((answer) => answer === true);
    if (rule.target === 'RETURN') {
      if (isCertain) return;
    } else if (rules.some((one) => one.chain === rule.target)) {
      for (const inner of rulesOnTheWay(rules, packets, rule.target ?? '')) {
        yield { rule: inner.rule, isCertain: isCertain && inner.isCertain };
      }
    } else yield { rule, isCertain };
    if ('g' in rule.targetOptions && isCertain) return;
  }
}
