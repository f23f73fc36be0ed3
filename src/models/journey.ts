/** Follows one connection through the captures of all nodes: its SYN from hop to hop, and the SYN-ACK. Pure. */
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
  /** In order, starting at the client. */
  request: Hop[];
  /** In order, starting where the request ended. */
  reply: Hop[];
  /** How many packets of the whole connection the director received. */
  atDirector: { request: number; reply: number };
}

/** The request in one forwarding method, for a table and a picture. */
export interface Traced {
  mode: Mode;
  vip: string;
  /** The observed method; undefined if the request got no page or matches no method. */
  seen: Mode | undefined;
  journey: Journey;
}

/** The same request in several forwarding methods. */
export interface Comparison {
  director: string;
  rows: Traced[];
}

/** A request and the frames that were captured for it. */
export interface Sighting {
  client: string;
  director: string;
  /** The client's address, which was used for this request only. */
  source: string;
  vip: string;
  frames: { node: string; frames: Frame[] }[];
  nameOf: (mac: string) => string;
}

/** The innermost packet, without encapsulation. */
export const coreOf = (packet: IpPacket): IpPacket => (packet.inner ? coreOf(packet.inner) : packet);

export const showEnd = ({ address, port }: IpPacket['source']): string => (port === 0 ? address : `${address}:${port}`);
export const endpoints = ({ source, destination }: IpPacket): string => `${showEnd(source)} > ${showEnd(destination)}`;

/** Reads `seq 2084412001` or `ack 2084412002`; these are absolute in the first packet of each side. */
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

/** Removes duplicates: both ends of a link capture the same frame, and lost packets are sent again. */
const distinct = (hops: Hop[]): Hop[] =>
  hops.filter((hop, index) => hops.findIndex((other) => sameWay(hop, other)) === index);

/** Orders hops so that each begins where the previous one ended, starting at a node. Clocks of nodes are not compared. */
export function inOrder<T extends { from: string; to: string }>(start: string, hops: readonly T[]): T[] {
  const left = [...hops];
  const way: T[] = [];
  for (let at = start; ; at = way.at(-1)?.to ?? at) {
    const index = left.findIndex(({ from }) => from === at);
    if (index === -1) return way;
    way.push(...left.splice(index, 1));
  }
}

export const chain = (start: string, hops: Hop[]): Hop[] => inOrder(start, distinct(hops));

/** How many packets like one of these hops the director received. */
function arrivals(sighting: Sighting, way: Hop[]): number {
  const into = way.filter(({ to }) => to === sighting.director);
  const seen = sighting.frames
    .filter(({ node }) => node === sighting.director)
    .flatMap(({ frames }) => frames.flatMap((frame) => asHop(sighting, frame)));
  return seen.filter((hop) => into.some((one) => sameWay(one, hop))).length;
}

/**
 * Finds the hops of a request. Rewritten packets keep their sequence number, which identifies the SYN at every hop, and
 * its answer by `ack`.
 */
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

/**
 * The forwarding method according to how the director changed the packet; undefined if the client got no reply from the
 * VIP, or if it matches no method.
 */
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
