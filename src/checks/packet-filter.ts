/** The chains of a node's packet filter that packets come to by themselves, whichever tool wrote them. Pure. */
import type { NodeSnapshot } from '../probes/snapshot.ts';
import { parseNftChains } from '../parsers/nft-chains.ts';
import type { Rule } from '../parsers/iptables-save.ts';
import { rulesOnTheWay, type Packets } from './rule-match.ts';

export type Hook = 'INGRESS' | 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';

/** The tables of iptables that packets meet at a hook, in order. */
const TABLES = ['raw', 'mangle', 'nat', 'filter', 'security'];
/** QUEUE and NFQUEUE drop when no program takes the packets up. */
export const DROPS = new Set(['DROP', 'REJECT', 'TARPIT', 'QUEUE', 'NFQUEUE']);

/** What a node's packet filter consists of. */
export type Filters = Pick<NodeSnapshot, 'rules' | 'policies' | 'nftRuleset'>;

/** A chain that packets come to by themselves. */
export interface BaseChain {
  tool: 'iptables' | 'nft';
  table: string;
  name: string;
  /** As its rules have it. */
  key: string;
  policy: string;
  /** Of the table. */
  rules: Rule[];
}

/** The chains at a hook, those of iptables first. */
export function chainsAt({ rules, policies, nftRuleset }: Filters, hook: Hook): BaseChain[] {
  const iptables = TABLES.flatMap((table): BaseChain[] => {
    const policy = policies.find((one) => one.table === table && one.chain === hook)?.policy;
    const mine = rules.filter((rule) => rule.table === table);
    return policy === undefined && mine.length === 0
      ? []
      : [{ tool: 'iptables', table, name: hook, key: hook, policy: policy ?? 'ACCEPT', rules: mine }];
  });
  // What iptables-nft wrote is in nft's ruleset too, and iptables has shown it.
  const isShown = (table: string, name: string): boolean =>
    policies.some((one) => `ip ${one.table}` === table && one.chain === name);
  const all = parseNftChains(nftRuleset).filter(
    ({ table, name }) => /^(?:ip|inet|netdev) /.test(table) && !isShown(table, name),
  );
  const nft = all
    .filter((chain) => chain.hook?.toUpperCase() === hook)
    .map(({ table, name, policy }): BaseChain => {
      const mine = all.filter((one) => one.table === table).flatMap((one) => one.rules);
      return { tool: 'nft', table, name, key: `${table} ${name}`, policy: policy.toUpperCase(), rules: mine };
    });
  return [...iptables, ...nft];
}

const ruleText = ({ tool, table, name }: BaseChain, text: string): string =>
  tool === 'nft' ? `nft, ${table} ${name}: ${text}` : table === 'filter' ? text : `-t ${table} ${text}`;

function takerIn(chain: BaseChain, packets: Packets): string | undefined {
  let mayBeAccepted = false;
  for (const { rule, isCertain } of rulesOnTheWay(chain.rules, packets, chain.key)) {
    // A rule that counts and has counted nothing took nothing; of one that nobody here can read, the count is all that is known.
    const took = isCertain && !mayBeAccepted ? rule.packets !== 0 : (rule.packets ?? 0) > 0;
    if (DROPS.has(rule.target ?? '') && took) return ruleText(chain, rule.text);
    if (rule.target === 'ACCEPT' && isCertain) return undefined;
    if (rule.target === 'ACCEPT') mayBeAccepted = true;
  }
  if (chain.policy !== 'DROP' || mayBeAccepted) return undefined;
  return ruleText(chain, chain.tool === 'nft' ? 'policy drop' : `-P ${chain.name} DROP`);
}

/** The rule or policy that took packets which were sent and did not come, as it is written. */
export function takerOf(seen: Filters, hooks: readonly Hook[], packets: Packets): string | undefined {
  for (const hook of hooks)
    for (const chain of chainsAt(seen, hook)) {
      const taker = takerIn(chain, packets);
      if (taker !== undefined) return taker;
    }
  return undefined;
}
