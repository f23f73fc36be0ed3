/** One connection as the nodes on its way saw it: its SYN from hop to hop, and the answer to it. Pure. */
import type { Frame, IpPacket } from '../parsers/tcpdump.ts';

export const MODES = ['dr', 'nat', 'tun', 'fullnat'] as const;
export type Mode = (typeof MODES)[number];
export const MODE_NAMES: Record<Mode, string> = { dr: 'DR', nat: 'NAT', tun: 'TUN', fullnat: 'FULLNAT' };

/** A frame from one node to another. */
export interface Hop {
  from: string;
  to: string;
  sourceMac: string;
  destinationMac: string;
  packet: IpPacket;
}

export interface Journey {
  /** In order, from the client on. */
  request: Hop[];
  /** In order, from where the request ended. */
  reply: Hop[];
  /** Packets of the whole connection that came in to the director. */
  atDirector: { request: number; reply: number };
}

/** The request of one mode, for a table and a picture. */
export interface Traced {
  mode: Mode;
  vip: string;
  /** undefined: the first request got no page, or went as in no mode. */
  seen: Mode | undefined;
  journey: Journey;
}

/** The same request in several modes. */
export interface Comparison {
  director: string;
  rows: Traced[];
}

/** What one request was, and what was seen of it. */
export interface Sighting {
  client: string;
  director: string;
  /** The client's address, which sent nothing else. */
  source: string;
  vip: string;
  frames: { node: string; frames: Frame[] }[];
  nameOf: (mac: string) => string;
}

/** Without what is wrapped around it. */
export const coreOf = (packet: IpPacket): IpPacket => (packet.inner ? coreOf(packet.inner) : packet);

export const showEnd = ({ address, port }: IpPacket['source']): string => (port === 0 ? address : `${address}:${port}`);
export const endpoints = ({ source, destination }: IpPacket): string => `${showEnd(source)} > ${showEnd(destination)}`;

/** `seq 2084412001`, `ack 2084412002`: absolute in the first packet of each side. */
export const numberIn = ({ detail }: IpPacket, name: 'seq' | 'ack'): number =>
  Number(new RegExp(`\\b${name} (\\d+)\\b`).exec(detail)?.[1]);

const wrapping = (packet: IpPacket): string =>
  packet.inner ? `${endpoints(packet)} ${wrapping(packet.inner)}` : endpoints(packet);

export const asHop = ({ nameOf }: Pick<Sighting, 'nameOf'>, { sourceMac, destinationMac, packet }: Frame): Hop[] =>
  packet.type === 'ip'
    ? [{ from: nameOf(sourceMac), to: nameOf(destinationMac), sourceMac, destinationMac, packet }]
    : [];

const sameWay = (a: Hop, b: Hop): boolean =>
  a.sourceMac === b.sourceMac && a.destinationMac === b.destinationMac && wrapping(a.packet) === wrapping(b.packet);

/** The ends of a wire see the same frame, and a lost packet is sent again: each is one hop. */
const distinct = (hops: Hop[]): Hop[] =>
  hops.filter((hop, index) => hops.findIndex((other) => sameWay(hop, other)) === index);

/** From a node on, each hop begins where the one before it ended: clocks of nodes are not compared. */
export function chain(start: string, hops: Hop[]): Hop[] {
  const left = distinct(hops);
  const way: Hop[] = [];
  for (let at = start; ; at = way.at(-1)?.to ?? at) {
    const index = left.findIndex(({ from }) => from === at);
    if (index === -1) return way;
    way.push(...left.splice(index, 1));
  }
}

/** How many packets that look like one of these hops came to the director. */
function arrivals(sighting: Sighting, way: Hop[]): number {
  const into = way.filter(({ to }) => to === sighting.director);
  const seen = sighting.frames
    .filter(({ node }) => node === sighting.director)
    .flatMap(({ frames }) => frames.flatMap((frame) => asHop(sighting, frame)));
  return seen.filter((hop) => into.some((one) => sameWay(one, hop))).length;
}

/** A rewritten packet keeps its sequence number: by that the SYN is known at every hop, and its answer by `ack`. */
export function follow(sighting: Sighting): Journey {
  const { client, source, vip, frames } = sighting;
  const hops = frames.flatMap((one) => one.frames.flatMap((frame) => asHop(sighting, frame)));
  const opening = (flags: string): Hop[] => hops.filter(({ packet }) => coreOf(packet).tcpFlags === flags);
  const syns = opening('S');
  const first = syns.find(
    ({ from, packet }) => from === client && packet.source.address === source && packet.destination.address === vip,
  );
  const seq = first ? numberIn(first.packet, 'seq') : NaN;
  const request = chain(
    client,
    syns.filter(({ packet }) => numberIn(coreOf(packet), 'seq') === seq),
  );
  const reply = chain(
    request.at(-1)?.to ?? client,
    opening('S.').filter(({ packet }) => numberIn(coreOf(packet), 'ack') === (seq + 1) % 2 ** 32),
  );
  return {
    request,
    reply,
    atDirector: { request: arrivals(sighting, request), reply: arrivals(sighting, reply) },
  };
}

/** By what the director did to the packet; undefined when no reply of the VIP came to the client, or in another way. */
export function modeOf(
  { request, reply }: Journey,
  { client, director, source, vip }: Pick<Sighting, 'client' | 'director' | 'source' | 'vip'>,
): Mode | undefined {
  const sent = request.find(({ from }) => from === director)?.packet;
  const last = reply.at(-1);
  if (!sent || last?.to !== client || last.packet.source.address !== vip) return undefined;
  const isBack = reply.some(({ from }) => from === director);
  const keepsVip = coreOf(sent).destination.address === vip;
  if (keepsVip) return isBack ? undefined : sent.inner ? 'tun' : 'dr';
  if (!isBack || sent.inner) return undefined;
  return sent.source.address === source ? 'nat' : 'fullnat';
}
