import { z } from 'zod';
import { address, identifier, port, subnet, type Text } from '../lab/primitives.ts';
import { nodeSeen, type NodeSnapshot } from '../observe/snapshot.ts';
import type { Rule } from '../parsers/iptables-save.ts';
import { parseNftNat } from '../parsers/nft-nat.ts';
import { CLIENT_PORTS, readAddresses, rulesOnTheWay, type Packets, type Passed } from './rule-match.ts';
import { commonFields, fail, pass, type CheckKind } from './kind.ts';

export const schema = z
  .strictObject({
    ...commonFields,
    kind: z.literal('nat-rule'),
    node: identifier,
    translate: z.enum(['destination', 'source']).meta({ description: 'DNAT, or SNAT (MASQUERADE counts as SNAT)' }),
    of: z.union([address, subnet]).meta({ description: 'The address or subnet that is rewritten' }),
    port: port.optional().meta({ description: 'The destination port that the rule must cover' }),
    to: address,
  })
  .meta({ description: 'The nat table rewrites one address to another; any way to write the rule counts' });

type Parameters = z.output<typeof schema>;

const NAMES = { destination: 'DNAT', source: 'SNAT' };
const TARGETS = { destination: ['DNAT'], source: ['SNAT', 'MASQUERADE'] };
/** What ends a packet's way through the table. */
const FINAL = new Set(['ACCEPT', 'DROP', 'DNAT', 'SNAT', 'MASQUERADE', 'REDIRECT', 'NETMAP']);

const endsWay = ({ rule, isCertain }: Passed): boolean => isCertain && FINAL.has(rule.target ?? '');

/** The rules of the table, whichever program wrote them. */
export function natRules({ rules, nftRuleset }: NodeSnapshot): Rule[] {
  const written = rules.filter(({ table }) => table === 'nat');
  // Rules of iptables-nft are in nft's `table ip nat` too, unless nft wrote there what iptables cannot show.
  return [...written, ...parseNftNat(nftRuleset, written.length > 0 ? 'ip nat' : undefined)];
}

/** Packets cross the device that has the outer address (`of` of DNAT, `to` of SNAT), if one that is wired has it. */
function packetsOf({ translate, of, port: wantedPort, to }: Parameters, { addresses, links }: NodeSnapshot): Packets {
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
  (targetOptions['to-destination'] ?? targetOptions['to-source'] ?? '').split(':');

function translatesTo(rule: Rule, { translate, to, port: wantedPort }: Parameters): boolean {
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
function reasonOf(parameters: Parameters, rules: Rule[], taker: Rule | undefined, isLate: boolean): Text {
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

export const kind: CheckKind<Parameters, undefined> = {
  nodes: ({ node }) => [{ path: ['node'], node }],
  judge(parameters, { snapshot }) {
    const { node, translate } = parameters;
    const seen = nodeSeen(snapshot, node);
    const all = natRules(seen);
    const rules = all.filter(({ target }) => target !== undefined && TARGETS[translate].includes(target));
    if (rules.length === 0) {
      const name = NAMES[translate];
      return fail({ en: `${node} has no ${name} rule in its nat table`, zh: `${node} 的 nat 表中没有 ${name} 规则` });
    }
    const evidence = rules.map(({ text }) => `${node} ${text}`);
    const isRight = ({ rule }: Passed): boolean => translatesTo(rule, parameters);
    const chain = translate === 'destination' ? 'PREROUTING' : 'POSTROUTING';
    const way = [...rulesOnTheWay(all, packetsOf(parameters, seen), chain)];
    const end = way.find((one) => isRight(one) || endsWay(one));
    if (end && isRight(end)) return pass(...evidence);
    return fail(reasonOf(parameters, rules, end?.rule, way.some(isRight)), ...evidence);
  },
};
