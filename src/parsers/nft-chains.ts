/** The chains of `nft list ruleset`, their rules in the words of iptables. */
import type { Rule } from './iptables-save.ts';
import { splitLines } from './lines.ts';
import { readNftRule } from './nft-nat.ts';

export interface NftChain {
  /** `inet filter`: family and name. */
  table: string;
  name: string;
  /** undefined for a chain that is only jumped to. */
  hook: string | undefined;
  policy: string;
  /** Their `table` is that of the chain, and their `chain` is `TABLE NAME`, as targets that jump there have it. */
  rules: Rule[];
}

// type filter hook ingress device "eth0" priority -500; policy accept;
const HOOK = /^type \S+ hook (\S+) /;
const POLICY = /; policy (\w+);/;
/** Names and number of one protocol, which iptables knows by its number. */
const IP_IN_IP = /\b(ip protocol|meta l4proto) (?:ipencap|ipip|ipv4|4)\b/;
const COUNTER = /counter packets (\d+) bytes \d+ ?/;

function readRule({ table, name }: NftChain, line: string): Rule {
  const packets = COUNTER.exec(line)?.[1];
  const rule = readNftRule(table, `${table} ${name}`, line.replace(IP_IN_IP, '$1 ipencap'));
  if (rule.matches['p'] === 'ipencap') rule.matches['p'] = '4';
  return {
    ...rule,
    table,
    packets: packets === undefined ? undefined : Number(packets),
    text: line.replace(COUNTER, ''),
  };
}

/** Of all families; sets, maps and flow tables are left out. */
export function parseNftChains(ruleset: string): NftChain[] {
  const chains: NftChain[] = [];
  let table = '';
  let chain: NftChain | undefined;
  for (const { text } of splitLines(ruleset)) {
    const [, block, name = ''] = /^(table|chain|set|map|flowtable|counter|quota|limit) (.+) \{/.exec(text) ?? [];
    if (block === 'table') table = name;
    if (block === 'chain') chains.push((chain = { table, name, hook: undefined, policy: 'accept', rules: [] }));
    else if (block !== undefined || text === '}') chain = undefined;
    else if (chain) {
      const hook = HOOK.exec(text)?.[1];
      if (hook !== undefined) Object.assign(chain, { hook, policy: POLICY.exec(text)?.[1] ?? 'accept' });
      else if (!text.startsWith('#')) chain.rules.push(readRule(chain, text));
    }
  }
  return chains;
}
