/**
 * One request as a story: its packets in order, and each packet from hop to hop. Sightings of a packet are joined by what
 * rewriting leaves alone (the IP identification, TCP's numbers, the inner header of a tunnel), so a packet that was sent again is
 * another one. Clocks of nodes are compared only where nothing else decides. Pure.
 */
import type { IpHeader } from '../parsers/ip-header.ts';
import type { Frame } from '../parsers/tcpdump.ts';
import { crossingsOf, type Crossing, type Place, type Sightings } from './crossings.ts';
import { inOrder } from './journey.ts';

export const CHANGED = [
  'source-mac',
  'destination-mac',
  'source',
  'destination',
  'source-port',
  'destination-port',
  'ttl',
  'outer-header',
] as const;

/** What the node between two hops changed: the value before and after. Without an outer header its value is ''. */
export interface Change {
  what: (typeof CHANGED)[number];
  before: string;
  after: string;
}

export interface StoryHop {
  from: Place | undefined;
  /** Several of a broadcast; none when no interface has the MAC. */
  to: Place[];
  frame: Frame;
  /** Against the hop before, of the same packet. */
  changes: Change[];
}

export interface StoryPacket {
  /** SYN, SYN-ACK, ACK, FIN, RST, data, echo request, echo reply, ARP request, ARP reply, ICMP error, packet */
  kind: string;
  hops: StoryHop[];
  /** It has the numbers of a packet before it, and another IP identification. */
  isSentAgain: boolean;
}

export interface StoryQuestion {
  /** The node that asks. */
  client: string;
  /** What it asks. */
  address: string;
  /** undefined: an echo request. */
  port: number | undefined;
}

/** The innermost header. */
export const coreHeader = (header: IpHeader): IpHeader => (header.inner ? coreHeader(header.inner) : header);

const outerText = ({ inner, source, destination }: IpHeader): string => (inner ? `${source} > ${destination}` : '');

/** The same at each hop of a packet. */
function nameOfPacket({ frame, turn }: Crossing): string {
  const { header, packet, sourceMac, destinationMac } = frame;
  if (!header) return JSON.stringify([turn, sourceMac, destinationMac, packet]);
  const { protocol, id, tcp, icmp } = coreHeader(header);
  return JSON.stringify([turn, protocol, id, tcp, icmp && [icmp.type, icmp.code, icmp.echo]]);
}

/** What both directions of a connection, or an echo and its reply, have in common at one hop. */
function talkOf(header: IpHeader): string {
  const { icmp, ...core } = coreHeader(header);
  if (icmp?.about) return talkOf(icmp.about);
  const ends = [`${core.source}:${core.sourcePort}`, `${core.destination}:${core.destinationPort}`].toSorted();
  return [core.protocol, ...ends, icmp?.echo?.id ?? ''].join(' ');
}

const KINDS: Record<string, string> = { S: 'SYN', 'S.': 'SYN-ACK', '.': 'ACK' };
const ICMP_KINDS: Record<number, string> = { 0: 'echo reply', 8: 'echo request' };

function kindOfFrame({ packet, header }: Frame): string {
  if (packet.type === 'arp-request') return 'ARP request';
  if (packet.type === 'arp-reply') return 'ARP reply';
  const { tcp, icmp } = header ? coreHeader(header) : {};
  if (icmp) return ICMP_KINDS[icmp.type] ?? 'ICMP error';
  if (!tcp) return 'packet';
  if (tcp.flags.includes('R')) return 'RST';
  if (tcp.payload > 0) return 'data';
  return tcp.flags.includes('F') ? 'FIN' : (KINDS[tcp.flags] ?? 'packet');
}

/** In the order of CHANGED. */
function valuesOf({ sourceMac, destinationMac, header }: Frame): string[] {
  if (!header) return [sourceMac, destinationMac];
  const { source, destination, sourcePort, destinationPort, ttl } = coreHeader(header);
  const inner = [source, destination, String(sourcePort), String(destinationPort), String(ttl)];
  return [sourceMac, destinationMac, ...inner, outerText(header)];
}

function changesOf(before: Frame, after: Frame): Change[] {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  return CHANGED.flatMap((what, index) => {
    const change = { what, before: old[index] ?? '', after: now[index] ?? '' };
    return change.before === change.after ? [] : [change];
  });
}

/** A packet's crossings by the nodes that it went through; those that no chain reaches come last. */
function byHop(crossings: Crossing[]): Crossing[] {
  const hops = crossings.map((crossing) => ({
    from: crossing.from?.node ?? crossing.frame.sourceMac,
    to: crossing.to[0]?.node ?? crossing.frame.destinationMac,
    crossing,
  }));
  const first = hops.find(({ from }) => !hops.some(({ to }) => to === from)) ?? hops[0];
  const way = first ? inOrder(first.from, hops) : [];
  return [...way, ...hops.filter((hop) => !way.includes(hop))].map(({ crossing }) => crossing);
}

function packetOf(crossings: Crossing[]): StoryPacket {
  const way = byHop(crossings);
  const [first] = way;
  const hops = way.map(({ from, to, frame }, index): StoryHop => {
    const before = way[index - 1];
    return { from, to, frame, changes: before ? changesOf(before.frame, frame) : [] };
  });
  return { kind: first ? kindOfFrame(first.frame) : 'packet', hops, isSentAgain: false };
}

const namesOf = (crossings: Crossing[]): string[] =>
  crossings.flatMap(({ frame: { header } }) => (header ? [talkOf(header)] : []));

/** All names under which the asked connections go at any hop: what shares one at one hop is the same connection. */
function talksFrom(packets: Crossing[][], { client, address, port }: StoryQuestion): Set<string> {
  const isAsked = ({ from, frame: { header } }: Crossing): boolean => {
    if (from?.node !== client || !header || header.destination !== address) return false;
    return port === undefined ? header.icmp?.type === 8 : header.destinationPort === port && header.tcp !== undefined;
  };
  const known = new Set(packets.flatMap((one) => namesOf(one.filter(isAsked))));
  for (let size = -1; size !== known.size;) {
    size = known.size;
    for (const names of packets.map(namesOf)) {
      if (names.some((name) => known.has(name))) for (const name of names) known.add(name);
    }
  }
  return known;
}

const timeOf = (all: Crossing[]): number => Math.min(...all.map(({ frame }) => frame.time));

/** Before b: an interface that saw both saw a first. Where none saw both, the clocks decide. */
function comesBefore(a: Crossing[], b: Crossing[]): boolean {
  for (const one of a.flatMap(({ seen }) => seen)) {
    const other = b.flatMap(({ seen }) => seen).find(({ node, device }) => node === one.node && device === one.device);
    if (other) return one.index < other.index;
  }
  return timeOf(a) < timeOf(b);
}

/** Each packet before the first one that comes after it. */
function ordered(packets: Crossing[][]): Crossing[][] {
  const result: Crossing[][] = [];
  for (const packet of packets) {
    const index = result.findIndex((other) => comesBefore(packet, other));
    result.splice(index === -1 ? result.length : index, 0, packet);
  }
  return result;
}

/** Of packets that are sent again the second and later ones. RST and pure ACKs are repeated in the ordinary course. */
function markSentAgain(packets: StoryPacket[]): StoryPacket[] {
  const before = new Set<string>();
  return packets.map((packet) => {
    const [first] = packet.hops;
    const core = first?.frame.header && coreHeader(first.frame.header);
    if (!core?.tcp || packet.kind === 'ACK' || packet.kind === 'RST') return packet;
    const text = JSON.stringify([first?.from, core.source, core.sourcePort, core.tcp.seq, packet.kind]);
    const isSentAgain = before.has(text);
    before.add(text);
    return { ...packet, isSentAgain };
  });
}

/** ARP belongs to a story when a node on the way asks, or is told, where a machine is. */
function arpOf(packets: Crossing[][], nodes: ReadonlySet<string>): Crossing[][] {
  const isTheirs = ({ frame: { packet }, from, to }: Crossing): boolean => {
    if (packet.type === 'arp-reply') return to.some(({ node }) => nodes.has(node));
    return (
      packet.type === 'arp-request' && packet.sender !== packet.target && from !== undefined && nodes.has(from.node)
    );
  };
  return packets.filter((crossings) => crossings.some(isTheirs));
}

function grouped(crossings: Crossing[]): Crossing[][] {
  const groups = new Map<string, Crossing[]>();
  for (const crossing of crossings) {
    const name = nameOfPacket(crossing);
    groups.set(name, [...(groups.get(name) ?? []), crossing]);
  }
  return [...groups.values()];
}

/**
 * The story of what a client asked, from captures of all interfaces with bytes (-x).
 * @returns empty when nobody saw the client send anything of the kind, nor ask for a machine to send it to
 */
export function storyOf(all: readonly Sightings[], question: StoryQuestion): StoryPacket[] {
  const packets = grouped(crossingsOf(all));
  const talks = talksFrom(packets, question);
  const mine = packets.filter((crossings) =>
    crossings.some(({ frame: { header } }) => header !== undefined && talks.has(talkOf(header))),
  );
  const senders = mine.flat().flatMap(({ from }) => (from ? [from.node] : []));
  const resolved = arpOf(packets, new Set([question.client, ...senders]));
  return markSentAgain(ordered([...resolved, ...mine]).map(packetOf));
}
