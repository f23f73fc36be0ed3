/** The nat chains of `nft list ruleset`, as rules in the words of iptables. */
import type { Rule } from './iptables-save.ts';
import { splitLines } from './lines.ts';

const BASE_CHAINS: ReadonlyMap<string, string> = new Map([
  ['prerouting', 'PREROUTING'],
  ['input', 'INPUT'],
  ['output', 'OUTPUT'],
  ['postrouting', 'POSTROUTING'],
]);

const ACTIONS = [
  'dnat',
  'snat',
  'masquerade',
  'redirect',
  'accept',
  'drop',
  'reject',
  'queue',
  'return',
  'jump',
  'goto',
];

/** What neither matches nor acts. */
const TALK = /(?:comment|prefix) "(?:[^"\\]|\\.)*"|counter packets \d+ bytes \d+|meta nfproto ipv4|\blog\b/g;

/** One value, or a set of them; names of sets and maps are no values. */
const NUMBERS = '(!= )?(\\{ [\\d./, -]+ \\}|[\\d./-]+)(?= |$)';
const ADDRESS = new RegExp(`ip ([ds])addr ${NUMBERS}`);
const PORT = new RegExp(`(tcp|udp) ([ds])port ${NUMBERS}`);
const DEVICE = /([io])if(?:name)? (!= )?(\{ [^{}]+ \}|"[^"]+")/;
const PROTOCOL = /(?:ip protocol|meta l4proto) (!= )?([a-z]+)/;

const inOrder = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

const listed = (negation: string | undefined, values = ''): string =>
  (negation === undefined ? '' : '! ') + values.replaceAll(/[{}" ]/g, '').replaceAll('*', '+');

type Target = Pick<Rule, 'target' | 'targetOptions'>;

/** undefined for what iptables has no word for. */
function readTarget(table: string, [action = '', ...words]: string[]): Target | undefined {
  if (words.includes('}')) return undefined;
  if (action === 'jump' || action === 'goto') {
    return { target: `${table} ${words[0]}`, targetOptions: action === 'goto' ? { g: '' } : {} };
  }
  const target = action.toUpperCase();
  if (action !== 'dnat' && action !== 'snat') return { target, targetOptions: {} };
  const [to, destination = ''] = words[0] === 'ip' ? words.slice(1) : words;
  if (to !== 'to' || !/^[\d.:-]+$/.test(destination)) return undefined;
  return { target, targetOptions: { [action === 'dnat' ? 'to-destination' : 'to-source']: destination } };
}

/** An expression that iptables has no word for stays in a match called `nft`. */
function readMatches(text: string): Rule['matches'] {
  const matches: Rule['matches'] = {};
  let rest = text;
  const take = (pattern: RegExp, note: (groups: (string | undefined)[]) => void): void => {
    const found = pattern.exec(rest);
    if (!found) return;
    note(found.slice(1));
    rest = rest.replace(pattern, '');
  };
  take(ADDRESS, ([side = '', not, values]) => (matches[side] = listed(not, values)));
  take(DEVICE, ([side = '', not, names]) => (matches[side] = listed(not, names)));
  take(PROTOCOL, ([not, name]) => (matches['p'] = listed(not, name)));
  take(PORT, ([protocol = '', side, not, values]) => {
    matches['p'] = protocol;
    matches[`${side}port`] = listed(not, values).replaceAll('-', ':');
  });
  rest = inOrder(rest);
  return rest === '' ? matches : { ...matches, nft: rest };
}

// iifname "eth1" ip daddr 192.168.200.100 tcp dport { 80, 443 } counter packets 0 bytes 0 dnat to 192.168.0.240
export function readNftRule(table: string, chain: string, line: string): Rule {
  const words = inOrder(line.replaceAll(TALK, '')).split(' ');
  const at = words.findLastIndex((word) => ACTIONS.includes(word));
  const target = at === -1 ? undefined : readTarget(table, words.slice(at));
  return {
    table: 'nat',
    chain,
    ...(target ?? { target: undefined, targetOptions: {} }),
    matches: readMatches((target ? words.slice(0, at) : words).join(' ')),
    packets: undefined,
    bytes: undefined,
    text: `${table}: ${line}`,
  };
}

/**
 * Chains of type nat have the names of iptables' chains, all others `FAMILY TABLE CHAIN`.
 * @param skip chains to leave out: `ip nat PREROUTING`
 */
export function parseNftNat(ruleset: string, skip: string[] = []): Rule[] {
  const rules: Rule[] = [];
  let table = '';
  let chain: string | undefined;
  let isLeftOut = false;
  for (const { text: line } of splitLines(ruleset)) {
    const [, block, name = ''] = /^(table|chain|set|map|flowtable|counter) (.+) \{$/.exec(line) ?? [];
    const [, hook] = /^type nat hook (\S+) /.exec(line) ?? [];
    if (block === 'table') table = name;
    if (block !== undefined || line === '}') {
      chain = block === 'chain' ? `${table} ${name}` : undefined;
      isLeftOut = chain !== undefined && skip.includes(chain);
    } else if (hook !== undefined) chain = BASE_CHAINS.get(hook);
    else if (chain !== undefined && !/^(?:type |#)/.test(line) && !isLeftOut)
      rules.push(readNftRule(table, chain, line));
  }
  return rules;
}
