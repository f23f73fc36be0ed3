/** What the rules of a node's nat table would do to packets: read to explain what was seen of them, never to judge. Pure. */
import { hostsAcross, parseSubnet } from '../util/address.ts';
import type { Text } from '../lab/primitives.ts';
import { nodeSeen, type NodeSnapshot, type Snapshot } from '../probes/snapshot.ts';
import type { Rule } from '../parsers/iptables-save.ts';
import { parseNftNat } from '../parsers/nft-nat.ts';
import { fail, pass, type Finding } from './kind.ts';
import { CLIENT_PORTS, readAddresses, rulesOnTheWay, type Packets, type Passed } from './rule-match.ts';

/** The translation that is asked for. */
export interface Translation {
  node: string;
  translate: 'destination' | 'source';
  /** The address or subnet that is rewritten. */
  of: string;
  port?: number | undefined;
  to: string;
}

const NAMES = { destination: 'DNAT', source: 'SNAT' };
const TARGETS = { destination: ['DNAT', 'NETMAP'], source: ['SNAT', 'MASQUERADE', 'NETMAP'] };
/** What ends a packet's way through the table. */
const FINAL = new Set(['ACCEPT', 'DROP', 'DNAT', 'SNAT', 'MASQUERADE', 'REDIRECT', 'NETMAP']);

const endsWay = ({ rule, isCertain }: Passed): boolean => isCertain && FINAL.has(rule.target ?? '');

/** The rules of the table, whichever program wrote them. */
export function natRules({ rules, policies, nftRuleset }: NodeSnapshot): Rule[] {
  const written = rules.filter(({ table }) => table === 'nat');
  // Chains of iptables-nft are in nft's `table ip nat` too, beside those that nft made there, which iptables does not show. Where
  // nft wrote into a chain of iptables what that cannot show, iptables shows nothing of the table.
  const shown = [...written, ...policies.filter(({ table }) => table === 'nat')].map(({ chain }) => `ip nat ${chain}`);
  return [...written, ...parseNftNat(nftRuleset, written.length > 0 ? shown : [])];
}

/** Packets cross the device that has the outer address (`of` of DNAT, `to` of SNAT), if one that is wired has it. */
function packetsOf({ translate, of, port: wantedPort, to }: Translation, { addresses, links }: NodeSnapshot): Packets {
  const isDestination = translate === 'destination';
  const known = addresses.find(({ address: at }) => at === (isDestination ? of : to));
  const link = links.find(({ name, isLoopback, noArp }) => name === known?.device && !isLoopback && !noArp);
  const addressed = readAddresses(of) ?? ([0, 0] as const);
  const tcp =
    wantedPort === undefined
      ? {}
      : ({ protocol: 'tcp', sourcePorts: CLIENT_PORTS, destinationPorts: [wantedPort, wantedPort] } as const);
  return isDestination
    ? { destinations: addressed, input: link?.name, ...tcp }
    : { sources: addressed, output: link?.name, ...tcp };
}

/** Host and ports that the rule translates to, as written. */
const targetOf = ({ targetOptions }: Rule): string[] =>
  (targetOptions['to-destination'] ?? targetOptions['to-source'] ?? targetOptions['to'] ?? '')
    .replace(/\/32$/, '')
    .split(':');

function translatesTo(rule: Rule, { translate, to, port: wantedPort }: Translation): boolean {
  if (!TARGETS[translate].includes(rule.target ?? '')) return false;
  if (rule.target === 'MASQUERADE') return true;
  const [host, ports] = targetOf(rule);
  if (translate === 'source' || ports === undefined || wantedPort === undefined) return host === to;
  // A port inside of the range stays as it is.
  const [first, last = first] = ports.split('-').map(Number);
  return host === to && first !== undefined && last !== undefined && first <= wantedPort && wantedPort <= last;
}

/**
 * Why no rule does what it should.
 * @param rules all that translate; not empty
 * @param taker the rule that takes the packets instead
 * @param isLate whether a right one comes after it
 */
function reasonOf(parameters: Translation, rules: Rule[], taker: Rule | undefined, isLate: boolean): Text {
  const { node, translate, of, to, port: wantedPort } = parameters;
  const name = NAMES[translate];
  if (taker && isLate) {
    return {
      en: `another rule on ${node} comes first and takes the packets of ${of}: ${taker.text}`,
      zh: `${node} 上排在前面的另一条规则先匹配了 ${of} 的数据包：${taker.text}`,
    };
  }
  const right = rules.find((rule) => translatesTo(rule, parameters));
  if (right) {
    return {
      en: `the ${name} rule on ${node} does not match the packets of ${of}: ${right.text}`,
      zh: `${node} 上的 ${name} 规则匹配不到 ${of} 的数据包：${right.text}`,
    };
  }
  const wrong = taker && rules.includes(taker) ? taker : rules[0];
  const expected = wrong && targetOf(wrong)[0] === to ? `${to}:${wantedPort}` : to;
  return {
    en: `the ${name} rule on ${node} does not translate to ${expected}: ${wrong?.text}`,
    zh: `${node} 上的 ${name} 规则没有转换到 ${expected}：${wrong?.text}`,
  };
}

/** What has the kernel take packets for an address that it does not have. */
const TAKES = new Set(['REDIRECT', 'DNAT', 'NETMAP']);

/** Whether a rule gives packets for this address another destination before the kernel asks itself whether it has it. */
export function isRedirected(seen: NodeSnapshot, address: string, port: number | undefined): boolean {
  const destinations = readAddresses(address);
  const packets: Packets = {
    destinations,
    ...(port !== undefined && { protocol: 'tcp', sourcePorts: CLIENT_PORTS, destinationPorts: [port, port] }),
  };
  const way = [...rulesOnTheWay(natRules(seen), packets, 'PREROUTING')];
  return way.some(({ rule }) => TAKES.has(rule.target ?? ''));
}

/** How many addresses of a subnet stand for all of it: rules may take a part each. */
const SAMPLES = 16;

const partsOf = (of: string): string[] => {
  const subnet = parseSubnet(of);
  return subnet ? hostsAcross(subnet, SAMPLES) : [of];
};

function readOne(translation: Translation, seen: NodeSnapshot, all: Rule[], rules: Rule[]): Text | undefined {
  const isRight = ({ rule }: Passed): boolean => translatesTo(rule, translation);
  const chain = translation.translate === 'destination' ? 'PREROUTING' : 'POSTROUTING';
  const way = [...rulesOnTheWay(all, packetsOf(translation, seen), chain)];
  const end = way.find((one) => isRight(one) || endsWay(one));
  return end && isRight(end) ? undefined : reasonOf(translation, rules, end?.rule, way.some(isRight));
}

/** Whether the rules would translate so, for all that can be read. */
export function readNatRules(translation: Translation, snapshot: Snapshot): Finding {
  const { node, translate, of } = translation;
  const seen = nodeSeen(snapshot, node);
  const all = natRules(seen);
  const rules = all.filter(({ target }) => target !== undefined && TARGETS[translate].includes(target));
  if (rules.length === 0) {
    const name = NAMES[translate];
    return fail({ en: `${node} has no ${name} rule in its nat table`, zh: `${node} 的 nat 表中没有 ${name} 规则` });
  }
  const evidence = rules.map(({ text }) => `${node} ${text}`);
  for (const part of partsOf(of)) {
    const reason = readOne({ ...translation, of: part }, seen, all, rules);
    if (reason) return fail(readOne(translation, seen, all, rules) ?? reason, ...evidence);
  }
  return pass(...evidence);
}
