/** The rule on a node that drops packets of a request that is followed, and how to say so. Pure. */
import { readAddresses, type Packets } from '../checks/rule-match.ts';
import type { Text } from '../lab/primitives.ts';
import { coreOf, type Hop } from '../models/journey.ts';
import type { Link } from '../parsers/ip-json.ts';
import { nodeSeen, type NodeSnapshot } from '../probes/snapshot.ts';
import { parseNftChains } from '../parsers/nft-chains.ts';
import type { IpPacket } from '../parsers/tcpdump.ts';
import type { Hook } from '../checks/packet-filter.ts';
import { dropOf, dropSeen, type Drop, type PacketsAt } from './filter.ts';
import type { Broken, Hints, Sight } from './hop.ts';
import { failedOf, isLostAt, type Trail } from './trail.ts';

const PROTOCOLS = { tcp: 'tcp', icmp: 'icmp', ipip: '4' } as const;

type Range = readonly [number, number];

const onePort = (port: number): Range | undefined => (port === 0 ? undefined : [port, port]);

function asPackets({ protocol, source, destination }: IpPacket, state: Packets['state']): Packets {
  return {
    sources: readAddresses(source.address),
    destinations: readAddresses(destination.address),
    protocol: PROTOCOLS[protocol as keyof typeof PROTOCOLS],
    sourcePorts: onePort(source.port),
    destinationPorts: onePort(destination.port),
    state,
  };
}

const turned = (packets: Packets): Packets => ({
  ...packets,
  input: undefined,
  output: undefined,
  sources: packets.destinations,
  destinations: packets.sources,
  sourcePorts: packets.destinationPorts,
  destinationPorts: packets.sourcePorts,
  state: 'ESTABLISHED',
});

const LEAVING = new Set<Hook>(['OUTPUT', 'POSTROUTING']);

/** Where the node's own end of a hop is; what was inside of a packet comes out of another device, or goes into one. */
type Ends = (hop: Hop) => Pick<Packets, 'input' | 'output'>;
/** Only who wraps or unwraps a packet sees what is inside; undefined: this node does neither. */
type Inside = (hop: Hop) => ReturnType<Ends> | undefined;

const ofHops = (hops: Hop[], state: Packets['state'], ends: Ends, inside: Inside): Packets[] =>
  hops.flatMap((hop) => {
    const outer = { ...asPackets(hop.packet, state), ...ends(hop) };
    const within = hop.packet.inner && inside(hop);
    return within ? [outer, { ...asPackets(coreOf(hop.packet), state), ...within }] : [outer];
  });

/** The one that unwraps, where there is but one. */
function tunnelOf(links: Link[]): string | undefined {
  const live = links.filter(({ mac, isLoopback, isUp }) => mac === undefined && !isLoopback && isUp);
  return live.length === 1 ? live[0]?.name : undefined;
}

/** What came to the node or left it, as it was on the wire and in a tunnel; what would answer it leaves too. */
function packetsAt(
  { links, addresses }: Pick<NodeSnapshot, 'links' | 'addresses'>,
  trails: Trail[],
  node: string,
  direction: Place['direction'],
): PacketsAt {
  const deviceOf = (wanted: string): string | undefined => links.find(({ mac }) => mac === wanted)?.name;
  const isOwn = (wanted: string): boolean => addresses.some(({ address }) => address === wanted);
  const all = failedOf(trails).flatMap(({ there, back }) => [
    ...(direction === 'back' ? [] : [{ hops: there, state: 'NEW' as const }]),
    ...(direction === 'there' ? [] : [{ hops: back, state: 'ESTABLISHED' as const }]),
  ]);
  const coming = all.flatMap(({ hops, state }) =>
    ofHops(
      hops.filter(({ to }) => to === node),
      state,
      ({ destinationMac }) => ({ input: deviceOf(destinationMac) }),
      ({ packet }) => (isOwn(packet.destination.address) ? { input: tunnelOf(links) } : undefined),
    ),
  );
  const going = all.flatMap(({ hops, state }) =>
    ofHops(
      hops.filter(({ from }) => from === node),
      state,
      ({ sourceMac }) => ({ output: deviceOf(sourceMac) }),
      ({ packet }) => (isOwn(packet.source.address) ? {} : undefined),
    ),
  );
  return (hook) =>
    LEAVING.has(hook) ? [...going, ...coming, ...(direction === undefined ? coming.map(turned) : [])] : coming;
}

interface Place {
  node: string;
  /** In the order in which packets come to them. */
  hooks: readonly Hook[];
  /** Left out: packets of the request and of the reply. */
  direction?: 'there' | 'back';
  /** What should come there by the lab file. */
  written: PacketsAt;
}

/** Nothing was dropped on a node to which nothing came. */
export function dropAt(
  { snapshot, followed, trails }: Sight,
  { node, hooks, direction, written }: Place,
): Drop | undefined {
  const there = followed?.nodes[node];
  if (!there || !trails) {
    return dropOf(nodeSeen(snapshot, node), hooks, written);
  }
  const seen = packetsAt(nodeSeen(snapshot, node), trails, node, direction);
  if (seen('OUTPUT').length === 0) return undefined;
  return dropSeen(there, hooks, (hook) => [...written(hook), ...seen(hook)], isLostAt(trails, node));
}

/** Both flavours of iptables may have rules: `iptables` itself shows those of one. */
function toolOf({ tool, table, chain }: Drop, { nftRuleset }: Pick<NodeSnapshot, 'nftRuleset'>): string {
  if (tool === 'nft') return 'nft';
  const isNft = parseNftChains(nftRuleset).some((one) => one.table === `ip ${table}` && one.name === chain);
  return isNft ? 'iptables' : 'iptables-legacy';
}

function hintsOf(node: string, drop: Drop, tool: string): Hints {
  const { table, chain, text } = drop;
  const isPolicy = !text.startsWith('-A ') && tool !== 'nft';
  const show =
    tool === 'nft' ? `nft -a list chain ${table} ${chain}` : `${tool} -t ${table} -L ${chain} -nv --line-numbers`;
  const mend =
    tool === 'nft'
      ? text.startsWith('policy')
        ? `nft add chain ${table} ${chain} '{ policy accept; }'`
        : `nft delete rule ${table} ${chain} handle NUMBER`
      : isPolicy
        ? `${tool} -t ${table} -P ${chain} ACCEPT`
        : `${tool} -t ${table} ${text.replace(/^-A /, '-D ')}`;
  return [
    { en: `Which rule on ${node} do these packets meet?`, zh: `这些包在 ${node} 上会遇到哪条规则？` },
    {
      en: `The chain ${chain} of the table ${table} on ${node}, and its packet counts: ${show}`,
      zh: `${node} 的 ${table} 表 ${chain} 链，以及规则的包计数：${show}`,
    },
    { en: mend, zh: mend },
  ];
}

/** @param what is dropped: `the request`, `what goes from … to …` */
export function brokenBy(sight: Sight, node: string, drop: Drop, what: Text): Broken {
  const { table, chain, text, rose } = drop;
  const tool = toolOf(drop, sight.followed?.nodes[node]?.after ?? nodeSeen(sight.snapshot, node));
  const name = tool === 'nft' ? 'nft' : 'iptables';
  const line = `${node} ${tool} ${tool === 'nft' ? table : `-t ${table}`} ${chain}: ${text}`;
  return {
    node,
    seen: {
      en: `${node} drops ${what.en}: ${name}, table ${table}, chain ${chain}: ${text}`,
      zh: `${node} 丢弃了${what.zh}：${name} 的 ${table} 表 ${chain} 链：${text}`,
    },
    expected: {
      en: `the chain ${chain} of the table ${table} on ${node} lets it through`,
      zh: `${node} 的 ${table} 表 ${chain} 链放行这些包`,
    },
    evidence: [rose === undefined ? line : `${line} (took ${rose} packets while the request was followed)`],
    hints: hintsOf(node, drop, tool),
  };
}
