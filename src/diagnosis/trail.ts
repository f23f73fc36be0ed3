/** The way that a request was seen to go, and where it was seen last. Pure. */
import { hasPage, type HttpResult } from '../probes/http-result.ts';
import { asHop, chain, coreOf, follow, numberIn, type Hop } from '../models/journey.ts';
import type { Followed } from '../probes/follow.ts';
import { nodeOfMac, type Snapshot } from '../probes/snapshot.ts';
import type { IpPacket } from '../parsers/tcpdump.ts';
import type { Way } from './way.ts';

/** What a node got last: the first packet of the request, the answer to it, or one that comes after these. */
export type Stage = 'request' | 'reply' | 'rest';

export interface Trail {
  /** The client's address. */
  source: string;
  result: HttpResult;
  isAnswered: boolean;
  /** The first packet, from the client on. */
  there: Hop[];
  /** The answer to it, from where the request ended. */
  back: Hop[];
  /** Who got it last and neither passed it on nor answered; the client, when it sent nothing or got all. */
  last: { node: string; stage: Stage };
  /** Who sent a RST in place of an answer. */
  refusedBy: string | undefined;
  /** ICMP errors, whomever they were sent to; that which came to the client, or to whom it was hidden behind, first. */
  errors: { from: string; to: string; text: string; isOurs: boolean }[];
}

const ERROR = /^ICMP (?!echo).*(?:unreachable|exceeded|prohibited)/;
const ECHO = /^ICMP echo (request|reply), id (\d+), seq (\d+)/;

interface Question {
  snapshot: Snapshot;
  way: Pick<Way, 'client' | 'request'>;
  hops: Hop[];
  source: string;
}

type Ways = Pick<Trail, 'there' | 'back'>;

const readEcho = ({ packet }: Hop): string[] => ECHO.exec(packet.detail)?.slice(1) ?? [];

function echoWays({ way: { client, request }, hops, source }: Question): Ways {
  const first = hops.find(
    ({ from, packet }) =>
      from === client.name && packet.source.address === source && packet.destination.address === request.address,
  );
  const wanted = first ? readEcho(first).slice(1).join(' ') : '';
  const like = (type: string): Hop[] => hops.filter((hop) => readEcho(hop).join(' ') === `${type} ${wanted}`);
  const there = chain(client.name, like('request'));
  return { there, back: chain(there.at(-1)?.to ?? client.name, like('reply')) };
}

function tcpWays({ snapshot, way: { client, request }, source, hops }: Question): Ways {
  const frames = hops.map(({ sourceMac, destinationMac, packet }) => ({
    time: 0,
    length: 0,
    sourceMac,
    destinationMac,
    packet,
  }));
  const { request: there, reply: back } = follow({
    client: client.name,
    director: '',
    source,
    vip: request.address,
    frames: [{ node: '', frames }],
    nameOf: (mac) => nodeOfMac(snapshot, mac) ?? mac,
  });
  return { there, back };
}

const ends = (packet: IpPacket): string => {
  const { source, destination } = coreOf(packet);
  return [source.address, source.port, destination.address, destination.port].join(' ');
};

/** After the first packets: who goes on getting packets of the connection, and passes none of them on. */
function stuckAt(hops: Hop[], way: Hop[]): string | undefined {
  const later = hops.filter(({ packet }) => !/^S\.?$/.test(coreOf(packet).tcpFlags ?? 'S'));
  const isSeen = (like: Hop): boolean =>
    later.some(({ from, to, packet }) => from === like.from && to === like.to && ends(packet) === ends(like.packet));
  return way.find((into, index) => {
    const onward = way[index + 1];
    return onward !== undefined && isSeen(into) && !isSeen(onward);
  })?.to;
}

function lastOf({ way: { client, request }, hops }: Question, { there, back }: Ways): Trail['last'] {
  const end = back.at(-1);
  if (!end) return { node: there.at(-1)?.to ?? client.name, stage: 'request' };
  if (end.to !== client.name) return { node: end.to, stage: 'reply' };
  const stuck = request.protocol === 'tcp' ? (stuckAt(hops, there) ?? stuckAt(hops, back)) : undefined;
  return { node: stuck ?? client.name, stage: stuck === undefined ? 'reply' : 'rest' };
}

/** A RST acknowledges what it answers. */
function refuserOf(hops: Hop[], there: Hop[]): string | undefined {
  const [first] = there;
  if (!first) return undefined;
  const awaited = (numberIn(coreOf(first.packet), 'seq') + 1) % 2 ** 32;
  const resets = hops.filter(
    ({ packet }) => coreOf(packet).tcpFlags === 'R.' && numberIn(coreOf(packet), 'ack') === awaited,
  );
  return resets.find(({ from }) => !resets.some(({ to }) => to === from))?.from;
}

function errorsOf(hops: Hop[], there: Hop[]): Trail['errors'] {
  const sources = new Set(there.flatMap(({ packet }) => [packet, coreOf(packet)]).map(({ source }) => source.address));
  const all = hops
    .filter(({ packet }) => packet.protocol === 'icmp' && ERROR.test(packet.detail))
    .map(({ from, packet }) => ({
      from,
      to: packet.destination.address,
      text: packet.detail.replace(/, length \d+.*$/, ''),
      isOurs: sources.has(packet.destination.address),
    }))
    .toSorted((a, b) => Number(b.isOurs) - Number(a.isOurs));
  // Both ends of a wire see the same frame.
  return [...new Map(all.map((error) => [JSON.stringify(error), error])).values()];
}

/** One for each request that was followed, in their order. */
export function trailsOf(followed: Followed, snapshot: Snapshot, way: Way): Trail[] {
  const hops = Object.values(followed.nodes).flatMap(({ frames }) =>
    frames.flatMap((frame) => asHop({ nameOf: (mac) => nodeOfMac(snapshot, mac) ?? mac }, frame)),
  );
  return followed.requests.map((result) => {
    const question = { snapshot, way, hops, source: result.source || way.own };
    const isTcp = way.request.protocol === 'tcp';
    const ways = isTcp ? tcpWays(question) : echoWays(question);
    return {
      source: question.source,
      result,
      isAnswered: isTcp ? hasPage(result) : result.exitCode === 0,
      ...ways,
      last: lastOf(question, ways),
      refusedBy: refuserOf(hops, ways.there),
      errors: errorsOf(hops, ways.there),
    };
  });
}

/** Those that failed; all where none did. */
export const failedOf = (trails: Trail[]): Trail[] => {
  const failed = trails.filter(({ isAnswered }) => !isAnswered);
  return failed.length > 0 ? failed : trails;
};

const isHopFrom =
  (node: string) =>
  ({ from }: Hop): boolean =>
    from === node;

/** Whether a node was seen to send on what it got of each request that failed. */
export const sentOn = (trails: Trail[], node: string, stage: 'request' | 'reply'): boolean =>
  trails.length > 0 &&
  failedOf(trails).every(({ there, back }) => (stage === 'request' ? there : back).some(isHopFrom(node)));

export const hasAnswered = (trails: Trail[], node: string): boolean =>
  trails.some(({ back }) => back[0]?.from === node);

/** Whether a request that failed was seen last at the node. */
export const isLostAt = (trails: Trail[], node: string): boolean =>
  trails.some(({ isAnswered, last }) => !isAnswered && last.node === node);
