/** Whether a node's packet filter lets packets through. Pure. */
import { chainsAt, DROPS, type BaseChain, type Filters, type Hook } from '../checks/packet-filter.ts';
import { CLIENT_PORTS, readAddresses, rulesOnTheWay, type Packets } from '../checks/rule-match.ts';
import type { NodeFollowed } from '../probes/follow.ts';
import { parseNftChains } from '../parsers/nft-chains.ts';
import type { Rule } from '../parsers/iptables-save.ts';
import type { Way } from './way.ts';

/** Packets that come to a hook. */
export type PacketsAt = (hook: Hook) => Packets[];

/** What of the request or of its reply comes to a chain. */
interface Part {
  source?: string;
  destination?: string;
  isReply?: boolean;
  input?: string | undefined;
  output?: string | undefined;
}

/** Packets of a request on its way, or of the reply. */
export function packetsOf(
  { request: { protocol }, port }: Pick<Way, 'request' | 'port'>,
  { source, destination, isReply = false, input, output }: Part,
): Packets {
  const service = port === undefined ? undefined : ([port, port] as const);
  const client = protocol === 'tcp' ? CLIENT_PORTS : undefined;
  return {
    sources: source === undefined ? undefined : readAddresses(source),
    destinations: destination === undefined ? undefined : readAddresses(destination),
    protocol: protocol === 'arp' ? undefined : protocol,
    sourcePorts: isReply ? service : client,
    destinationPorts: isReply ? client : service,
    input,
    output,
    state: isReply ? 'ESTABLISHED' : 'NEW',
  };
}

/** A rule or a policy that drops packets. */
export interface Drop {
  tool: 'iptables' | 'nft';
  table: string;
  /** Where the rule stands, which may be a chain that was jumped to. */
  chain: string;
  /** As it is written. */
  text: string;
  /** How many packets it took while the request was followed; undefined: it does not count, or nobody looked. */
  rose: number | undefined;
}

const dropBy = ({ tool, table, key, name }: BaseChain, rule: Rule, rose?: number): Drop => ({
  tool,
  table,
  chain: tool === 'nft' ? rule.chain.slice(table.length + 1) : rule.chain === key ? name : rule.chain,
  text: rule.text,
  rose,
});

const policyDrop = ({ tool, table, name }: BaseChain): Drop => ({
  tool,
  table,
  chain: name,
  text: tool === 'nft' ? 'policy drop' : `-P ${name} DROP`,
  rose: undefined,
});

/** How many packets a rule took; undefined: it does not count. */
type RiseOf = (rule: Rule) => number | undefined;

function countedIn(chain: BaseChain, packets: Packets, riseOf: RiseOf): Drop | undefined {
  for (const { rule, isCertain } of rulesOnTheWay(chain.rules, packets, chain.key)) {
    const rose = riseOf(rule) ?? 0;
    if (DROPS.has(rule.target ?? '') && rose > 0) return dropBy(chain, rule, rose);
    if (rule.target === 'ACCEPT' && isCertain) return undefined;
  }
  return undefined;
}

function certainIn(chain: BaseChain, packets: Packets, riseOf: RiseOf): Drop | undefined {
  let mayBeAccepted = false;
  for (const { rule, isCertain } of rulesOnTheWay(chain.rules, packets, chain.key)) {
    // An uncertain ACCEPT before it may have let the packets through.
    if (DROPS.has(rule.target ?? '') && isCertain && riseOf(rule) === undefined) {
      return mayBeAccepted ? undefined : dropBy(chain, rule);
    }
    if (rule.target === 'ACCEPT' && isCertain) return undefined;
    if (rule.target === 'ACCEPT') mayBeAccepted = true;
  }
  return chain.policy === 'DROP' && !mayBeAccepted ? policyDrop(chain) : undefined;
}

function firstDrop(
  filters: Filters,
  hooks: readonly Hook[],
  packetsAt: PacketsAt,
  find: (chain: BaseChain, packets: Packets) => Drop | undefined,
): Drop | undefined {
  for (const hook of hooks) {
    for (const chain of chainsAt(filters, hook)) {
      for (const packets of packetsAt(hook)) {
        const drop = find(chain, packets);
        if (drop) return drop;
      }
    }
  }
  return undefined;
}

/** The rule or policy that surely drops the packets, by what is written there. */
export const dropOf = (seen: Filters, hooks: readonly Hook[], packetsAt: PacketsAt): Drop | undefined =>
  firstDrop(seen, hooks, packetsAt, (chain, one) => certainIn(chain, one, () => undefined));

/** Rules may stand there several times. */
function numbered(filters: Filters): Map<string, number | undefined> {
  const counts = new Map<string, number | undefined>();
  const all = [...filters.rules, ...parseNftChains(filters.nftRuleset).flatMap(({ rules }) => rules)];
  for (const { table, chain, text, packets } of all) {
    let key = `${table} ${chain} ${text}`;
    while (counts.has(key)) key += ' again';
    counts.set(key, packets);
  }
  return counts;
}

function risesOf({ before, after }: NodeFollowed): RiseOf {
  const [first, last] = [numbered(before), numbered(after)];
  return ({ table, chain, text }) => {
    let most: number | undefined;
    for (let key = `${table} ${chain} ${text}`; last.has(key); key += ' again') {
      const [from, to] = [first.get(key) ?? 0, last.get(key)];
      if (to !== undefined) most = Math.max(most ?? 0, to - from);
    }
    return most;
  };
}

/** Rules that took packets while the request was followed. */
export function risen(followed: NodeFollowed): Rule[] {
  const rises = risesOf(followed);
  const { rules, nftRuleset } = followed.after;
  return [...rules, ...parseNftChains(nftRuleset).flatMap((chain) => chain.rules)].filter(
    (rule) => (rises(rule) ?? 0) > 0,
  );
}

/**
 * The rule that was seen to take packets like these while they were on their way. Where it does not count, nor a policy does,
 * it must be sure to take them, and the packets must have got lost there.
 */
export function dropSeen(
  followed: NodeFollowed,
  hooks: readonly Hook[],
  packetsAt: PacketsAt,
  isLost: boolean,
): Drop | undefined {
  const { after } = followed;
  const rises = risesOf(followed);
  // What connection tracking says of a packet is what the count tells.
  const stateless: PacketsAt = (hook) => packetsAt(hook).map((packets) => ({ ...packets, state: undefined }));
  const counted = firstDrop(after, hooks, stateless, (chain, packets) => countedIn(chain, packets, rises));
  if (counted || !isLost) return counted;
  return firstDrop(after, hooks, packetsAt, (chain, packets) => certainIn(chain, packets, rises));
}
