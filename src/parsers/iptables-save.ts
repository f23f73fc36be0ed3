/** Parses `iptables-save` with or without options such as `-c -t nat`, legacy or nft (which print the same). */
import { type Option, readOptions } from './iptables-words.ts';
import { splitLines } from './lines.ts';
import { ParseError } from './parse-error.ts';

export interface Rule {
  table: string;
  chain: string;
  /** ACCEPT, DNAT, a chain …; undefined if the rule only counts packets. */
  target: string | undefined;
  /** Option without dashes → value as printed: s, ! -i as `! eth0`, dport, m as `tcp comment` (a repeated option's
   * values are joined by a blank); '' for an option without value. */
  matches: Record<string, string>;
  /** The options after the target: to-destination; `g` if the target is a chain for --goto instead of --jump. */
  targetOptions: Record<string, string>;
  /** undefined without `-c`. */
  packets: number | undefined;
  bytes: number | undefined;
  /** The rule as printed, without counters. */
  text: string;
}

export interface ChainPolicy {
  table: string;
  chain: string;
  /** ACCEPT, DROP, or `-` for a user-defined chain, which has no policy. */
  policy: string;
}

export interface Ruleset {
  rules: Rule[];
  policies: ChainPolicy[];
}

const WHAT = 'a line of iptables-save';

// [1:60] -A PREROUTING -d 192.168.0.224/32 -i eth0 -p tcp -m tcp --dport 8081 -j DNAT --to-destination 192.168.0.221:80
const RULE = /^(?:\[(\d+):(\d+)\]\s+)?(-A\s.*)$/;
// :FORWARD DROP [1:60]
const CHAIN = /^:(\S+)\s+(\S+)(?:\s+\[\d+:\d+\])?$/;
const TABLE = /^\*(\S+)$/;

function mergeOptions(options: Option[]): Record<string, string> {
  const merged = new Map<string, string>();
  for (const { name, value } of options) {
    const before = merged.get(name);
    merged.set(name, before === undefined ? value : `${before} ${value}`);
  }
  return Object.fromEntries(merged);
}

type Target = Pick<Rule, 'target' | 'targetOptions'>;

function readTarget([option, ...rest]: Option[]): Target {
  const targetOptions = mergeOptions(rest);
  return { target: option?.value, targetOptions: option?.name === 'g' ? { g: '', ...targetOptions } : targetOptions };
}

const isOneWord = (value: string | undefined): boolean => value !== undefined && /^\S+$/.test(value);

function readRule(text: string, table: string): Rule | undefined {
  const [, packets, bytes, written = ''] = RULE.exec(text) ?? [];
  const [append, ...options] = readOptions(written) ?? [];
  if (append?.name !== 'A' || !isOneWord(append.value)) return undefined;
  const jump = options.findIndex(({ name }) => name === 'j' || name === 'g');
  const end = jump === -1 ? options.length : jump;
  if (end < options.length && !isOneWord(options[end]?.value)) return undefined;
  return {
    table,
    chain: append.value,
    ...readTarget(options.slice(end)),
    matches: mergeOptions(options.slice(0, end)),
    packets: packets === undefined ? undefined : Number(packets),
    bytes: bytes === undefined ? undefined : Number(bytes),
    text: written,
  };
}

function readPolicy(text: string, table: string): ChainPolicy | undefined {
  const [, chain, policy] = CHAIN.exec(text) ?? [];
  return chain === undefined || policy === undefined ? undefined : { table, chain, policy };
}

/** Adds a line inside a table to `ruleset`; false if the line is not valid there. */
function addLine(ruleset: Ruleset, text: string, table: string): boolean {
  const policy = readPolicy(text, table);
  const rule = readRule(text, table);
  if (policy) ruleset.policies.push(policy);
  if (rule) ruleset.rules.push(rule);
  return policy !== undefined || rule !== undefined;
}

/** @throws ParseError */
export function parseIptablesSave(text: string): Ruleset {
  const ruleset: Ruleset = { rules: [], policies: [] };
  let table: string | undefined;
  for (const { number, text: line } of splitLines(text)) {
    const opened = TABLE.exec(line)?.[1];
    if (line.startsWith('#')) continue;
    if (opened !== undefined || line === 'COMMIT') table = opened;
    else if (table === undefined || !addLine(ruleset, line, table)) throw new ParseError(WHAT, number, line);
  }
  return ruleset;
}
