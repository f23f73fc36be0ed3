/** Judging frames: what the kinds share that rest on a capture of requests from fresh addresses. */
import type { Text } from '../lab/primitives.ts';
import type { Probes, WireResult } from '../probes/probes.ts';
import { hasMac, nodeOfMac, nodeSeen, type Snapshot } from '../probes/snapshot.ts';
import type { Frame, IpPacket } from '../parsers/tcpdump.ts';
import { hasPage } from '../probes/http-result.ts';
import type { Seen } from './kind.ts';
import type { WireParameters } from '../lab/checks/wire.ts';

const MOST_ROUNDS = 4;

/** Pages of different servers differ, as a rule: then nobody who ought to be seen is missing. */
const mayMissOne = ({ requests, lossy }: WireResult, servers: string[]): boolean =>
  requests.every(hasPage) && lossy.length === 0 && new Set(requests.map(({ body }) => body)).size < servers.length;

/**
 * More new clients, while all get pages of fewer servers than there are: others may have had their turns meanwhile.
 * @param isEnough what else must have been seen, if it can be
 * @param evenLost also while some get no page
 */
export async function observeWire(
  { from, url, sources, director, servers }: WireParameters,
  probes: Probes,
  isEnough: (seen: WireResult) => boolean = () => true,
  evenLost = false,
): Promise<WireResult> {
  let seen = await probes.wire(from, url, sources, director);
  const isDone = (): boolean =>
    !mayMissOne(seen, servers) && (isEnough(seen) || (!evenLost && !seen.requests.every(hasPage)));
  for (let round = 1; round < MOST_ROUNDS && !isDone(); round += 1) {
    const more = await probes.wire(from, url, sources, director, round);
    seen = {
      requests: [...seen.requests, ...more.requests],
      lossy: [...seen.lossy, ...more.lossy],
      atClient: [...seen.atClient, ...more.atClient],
      atDirector: [...seen.atDirector, ...more.atDirector],
    };
  }
  return seen;
}

export const hostOf = (url: string): string => new URL(url).hostname;

export const isRequest = ({ packet }: Frame, vip: string): boolean =>
  packet.type === 'ip' && packet.protocol === 'tcp' && packet.destination.address === vip;

export const isReply = ({ packet }: Frame, vip: string): boolean =>
  packet.type === 'ip' && packet.protocol === 'tcp' && packet.source.address === vip;

/** What the client sent to the VIP; the first such frame that went to another machine than the director is its failure. */
export function requestsOf(
  { from, url, director }: Pick<WireParameters, 'from' | 'url' | 'director'>,
  { snapshot, observed }: Pick<Seen<WireResult>, 'snapshot' | 'observed'>,
): { evidence: string; astray: Text | undefined } {
  const vip = hostOf(url);
  const requests = observed.atClient.filter((frame) => isRequest(frame, vip));
  const strays = requests.filter(({ destinationMac }) => !hasMac(snapshot, director, destinationMac));
  const name = strays[0] && nameOf(snapshot, strays[0].destinationMac);
  return {
    evidence: `${from} sent ${requests.length} frames to ${vip}, ${requests.length - strays.length} of them to ${director}'s MAC`,
    astray:
      name === undefined
        ? undefined
        : {
            en: `requests go to ${name}, not to the director ${director}`,
            zh: `请求被送到了 ${name}，而不是调度器 ${director}`,
          },
  };
}

export const noReply = (from: string, vip: string): Text => ({
  en: `no reply from ${vip} reached ${from}`,
  zh: `${from} 没有收到来自 ${vip} 的应答`,
});

/** The name of the node behind a MAC, or the MAC itself. */
export const nameOf = (snapshot: Snapshot, mac: string): string => nodeOfMac(snapshot, mac) ?? mac;

export const packetsIn = (frames: Frame[]): IpPacket[] =>
  frames.flatMap(({ packet }) => (packet.type === 'ip' ? [packet] : []));

/** The server whose own address, and not the VIP, this is. */
export const serverAt = (snapshot: Snapshot, servers: string[], address: string, vip: string): string | undefined =>
  address === vip
    ? undefined
    : servers.find((server) => nodeSeen(snapshot, server).addresses.some((one) => one.address === address));

/** How many frames each node sent. */
export function countBySender(frames: Frame[], snapshot: Snapshot): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { sourceMac } of frames) {
    const name = nameOf(snapshot, sourceMac);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

export const listCounts = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ') || '-';
