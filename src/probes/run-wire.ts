/** Requests from addresses that nobody has, and what was captured of them. */
import { concerning, KNOWN_TUNNELS, TUNNELS, whileCapturing, type CaptureSpec } from './capture.ts';
import { bySender } from './departures.ts';
import type { WireResult } from './probes.ts';
import type { ArpRoom } from './run-arp.ts';
import { sendTwiceIfLossy } from './run-requests.ts';

interface WireRequest {
  from: string;
  url: string;
  sources: number;
  director: string;
}

export async function runWire(
  { engine, instance, nodes, snapshot, signal }: ArpRoom,
  { from, url, sources, director }: WireRequest,
): Promise<WireResult> {
  const { name: device, network } = nodes.interfaceTo(from, new URL(url).hostname);
  const addresses = nodes.take(network, sources);
  // A director that rewrites addresses or wraps packets up leaves those of the clients alone.
  const theirs = `arp or (tcp and (${addresses.map((address) => `host ${address}`).join(' or ')}))`;
  const seenAt = (name: string, door: string): CaptureSpec => ({
    node: nodes.node(name),
    device: door,
    filter: `${theirs} or ${TUNNELS}`,
    withBytes: true,
  });
  const captures = [seenAt(from, device), ...nodes.interfacesOf(director).map(({ name }) => seenAt(director, name))];
  const { result, frames, departures } = await whileCapturing(
    engine,
    captures,
    () => sendTwiceIfLossy(nodes, from, network, { device, sources: addresses, url, atOnce: addresses.length }),
    signal,
    { nodes: instance.nodes, filter: `${theirs} or ${KNOWN_TUNNELS}` },
  );
  const { requests, lossy } = result;
  const told = frames.map((seen) => bySender(seen, departures, snapshot));
  const [atClient = [], ...atDirector] = told.map((seen) => concerning(addresses, seen));
  return { requests, lossy, atClient, atDirector: atDirector.flat() };
}
