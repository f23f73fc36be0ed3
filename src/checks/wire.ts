/** Judging frames: what the kinds share that rest on a capture of requests from fresh addresses. */
import { z } from 'zod';
import { identifier } from '../lab/primitives.ts';
import type { Probes, WireResult } from '../observe/probes.ts';
import { nodeOfMac, type Snapshot } from '../observe/snapshot.ts';
import type { Frame } from '../parsers/tcpdump.ts';
import { httpUrl } from './http.ts';
import { commonFields, type CheckKind } from './kind.ts';

export const wireFields = {
  ...commonFields,
  from: identifier.meta({ description: 'A client on the same network as the director' }),
  url: httpUrl,
  director: identifier,
  servers: z.array(identifier).min(1),
  sources: z
    .int()
    .min(2)
    .max(32)
    .default(4)
    .meta({ description: 'How many addresses that were never used before send one request each' }),
};

interface WireParameters {
  from: string;
  url: string;
  director: string;
  servers: string[];
  sources: number;
}

export const observeWire = ({ from, url, sources, director }: WireParameters, probes: Probes): Promise<WireResult> =>
  probes.wire(from, url, sources, director);

export const wireNodes: CheckKind<WireParameters, WireResult>['nodes'] = ({ from, director, servers }) => [
  { path: ['from'], node: from },
  { path: ['director'], node: director },
  ...servers.map((node, index) => ({ path: ['servers', index], node })),
];

export const hostOf = (url: string): string => new URL(url).hostname;

export const isRequest = ({ packet }: Frame, vip: string): boolean =>
  packet.type === 'ip' && packet.protocol === 'tcp' && packet.destination.address === vip;

export const isReply = ({ packet }: Frame, vip: string): boolean =>
  packet.type === 'ip' && packet.protocol === 'tcp' && packet.source.address === vip;

/** The name of the node behind a MAC, or the MAC itself. */
export const nameOf = (snapshot: Snapshot, mac: string): string => nodeOfMac(snapshot, mac) ?? mac;

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
