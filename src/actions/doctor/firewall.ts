/** The rules of the engine's machine that drop frames: found by their counters, else by what they could do. Pure. */

/** A rule, or the policy of a chain, that ends a packet. */
export interface Drop {
  /** As who reads it would find it: `iptables -t raw, PREROUTING: -s 192.168.0.0/24 -j DROP`. */
  rule: string;
  /** undefined: it does not count. */
  packets: number | undefined;
  kind: 'policy' | 'docker-user' | 'rule' | 'nft';
  /** The command that takes it away. */
  remedy?: string;
}

const HEAD = /^== (.+)$/;

/** The parts of what RULES_SCRIPT prints. */
function partsOf(output: string): Map<string, string[]> {
  const parts = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of output.split('\n')) {
    const name = HEAD.exec(line)?.[1];
    if (name === undefined) lines.push(line);
    else parts.set(name, (lines = []));
  }
  return parts;
}

/** Listing a table of the old iptables makes it: only those that are there are listed. */
export const RULES_SCRIPT = `
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
exec 2>/dev/null
echo '== iptables'
iptables-nft-save -c
echo '== iptables-legacy'
while read -r table; do iptables-legacy-save -c -t "$table"; done </proc/net/ip_tables_names
echo '== nft'
nft list ruleset
`;

/** Where a bridged frame passes; what is sent by or to the machine itself does not matter. */
const CHAINS_PASSED = new Set(['PREROUTING', 'FORWARD', 'POSTROUTING']);
const ENDS = /^(DROP|REJECT|NFQUEUE|QUEUE)$/;

/** iptables-save -c: `:FORWARD DROP [12:720]`, `[3:252] -A FORWARD -s 192.168.0.0/24 -j DROP` */
function iptablesDrops(program: string, lines: string[]): Drop[] {
  let table = '';
  return lines.flatMap((line): Drop[] => {
    if (line.startsWith('*')) table = line.slice(1).trim();
    const inTable = table === 'filter' ? '' : ` -t ${table}`;
    const policy = /^:(\S+) DROP \[(\d+):/.exec(line);
    if (policy) {
      const [, chain = '', packets] = policy;
      if (!CHAINS_PASSED.has(chain)) return [];
      return [
        {
          rule: `${program}${inTable}: the policy of ${chain} is DROP, and no rule lets them pass`,
          packets: program === 'iptables' ? undefined : Number(packets),
          kind: 'policy',
        },
      ];
    }
    const rule = /^\[(\d+):\d+\] -A (\S+) ?(.*?)-j (\S+)(.*)$/.exec(line);
    const [, packets, chain = '', match = '', target = '', rest = ''] = rule ?? [];
    if (!rule || !ENDS.test(target) || chain === 'INPUT' || chain === 'OUTPUT') return [];
    return [
      {
        rule: `${program}${inTable}, ${chain}: ${match}-j ${target}${rest}`,
        packets: Number(packets),
        kind: chain === 'DOCKER-USER' ? 'docker-user' : 'rule',
        remedy: `${program}${inTable} -D ${chain} ${match}-j ${target}${rest}`,
      },
    ];
  });
}

const HOOKS_PASSED = /\bhook (ingress|prerouting|forward|postrouting)\b/;
const FAMILIES = new Set(['ip', 'inet', 'bridge', 'arp', 'netdev']);

/** What nft lists, without the tables that iptables writes: those are read as iptables shows them. */
function nftDrops(lines: string[], ofIptables: Set<string>): Drop[] {
  let table = '';
  let chain = '';
  let passes = true;
  return lines.flatMap((line): Drop[] => {
    const text = line.trim();
    const begun = /^table (\S+) (\S+) \{/.exec(text);
    if (begun) table = `${begun[1]} ${begun[2]}`;
    const named = /^chain (\S+) \{/.exec(text);
    if (named) {
      chain = named[1] ?? '';
      passes = true;
    }
    const family = table.split(' ')[0] ?? '';
    if (!FAMILIES.has(family) || ofIptables.has(table)) return [];
    const isBase = text.startsWith('type ');
    // A chain that hangs elsewhere; one without a hook may be jumped to from anywhere.
    if (isBase && !HOOKS_PASSED.test(text)) passes = false;
    if (!passes) return [];
    if (isBase && /policy drop/.test(text)) {
      return [
        {
          rule: `nftables, table ${table}: the policy of the chain ${chain} is drop`,
          packets: undefined,
          kind: 'nft',
          remedy: `nft chain ${table} ${chain} '{ policy accept; }'`,
        },
      ];
    }
    if (isBase || !/\b(drop|reject|queue)\b/.test(text)) return [];
    const packets = /counter packets (\d+)/.exec(text)?.[1];
    return [
      {
        rule: `nftables, table ${table}, chain ${chain}: ${text.replace(/counter packets \d+ bytes \d+ /, '')}`,
        packets: packets === undefined ? undefined : Number(packets),
        kind: 'nft',
      },
    ];
  });
}

/** Tables that iptables-nft-save shows: `*filter` is the table `ip filter` of nft. */
const tablesOf = (lines: string[]): Set<string> =>
  new Set(lines.flatMap((line) => (line.startsWith('*') ? [`ip ${line.slice(1).trim()}`] : [])));

export function parseDrops(output: string): Drop[] {
  const parts = partsOf(output);
  const iptables = parts.get('iptables') ?? [];
  return [
    ...iptablesDrops('iptables', iptables),
    ...iptablesDrops('iptables-legacy', parts.get('iptables-legacy') ?? []),
    ...nftDrops(parts.get('nft') ?? [], tablesOf(iptables)),
  ];
}

/** Docker's way into its own chains, which are gone when another firewall was loaded. */
const DOCKER_RULE = /-A FORWARD (?:.* )?-j DOCKER/;

export interface Suspects {
  /** `seen`: their counters rose while the frames were sent. `possible`: they do not count. */
  how: 'seen' | 'possible';
  drops: Drop[];
  /** Whether Docker's own rules for forwarding are there. */
  hasDockerRules: boolean;
}

/** @param before what RULES_SCRIPT printed before the frames were sent, and after */
export function suspects(before: string, after: string): Suspects {
  const earlier = new Map(parseDrops(before).map(({ rule, packets }) => [rule, packets]));
  const now = parseDrops(after);
  const rise = ({ rule, packets }: Drop): number => (packets ?? 0) - (earlier.get(rule) ?? 0);
  const seen = now.filter((drop) => rise(drop) > 0).toSorted((a, b) => rise(b) - rise(a));
  const hasDockerRules = DOCKER_RULE.test(after);
  if (seen.length > 0) return { how: 'seen', drops: seen, hasDockerRules };
  // Docker sets that policy itself, beside rules that accept.
  const uncounted = now.filter(({ packets, kind }) => packets === undefined && !(kind === 'policy' && hasDockerRules));
  return { how: 'possible', drops: uncounted, hasDockerRules };
}
