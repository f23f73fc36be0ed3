/** Requests that many nodes see. */
import { settleAll } from '../util/settle.ts';
import { KNOWN_TUNNELS, TUNNELS, whileCapturing } from './capture.ts';
import { bySender } from './departures.ts';
import type { TraceRequest, TraceResult } from './probes.ts';
import type { ArpRoom } from './run-arp.ts';
import { sendTwiceIfLossy } from './run-requests.ts';

/** Enough to tell whose a MAC is; all that a busy machine sends would be more than can be read. */
const OPENINGS = `arp or tcp[tcpflags] & tcp-syn != 0 or ${KNOWN_TUNNELS}`;

export async function runTrace(
  { engine, instance, nodes: lab, snapshot, signal }: ArpRoom,
  { from, nodes, urls, sources, across }: TraceRequest,
): Promise<TraceResult> {
  const { name: device, network } = lab.interfaceTo(from, new URL(urls[0] ?? '').hostname);
  const lists = urls.map((url) => ({ url, device, atOnce: sources, sources: lab.take(network, sources, across) }));
  const places = nodes.flatMap((name) => lab.interfacesOf(name).map((one) => ({ name, door: one.name })));
  const filter = `arp or tcp or ${TUNNELS}`;
  const { result, frames, departures } = await whileCapturing(
    engine,
    places.map(({ name, door }) => ({ node: lab.node(name), device: door, filter, withBytes: true })),
    () => settleAll(lists.map((list) => sendTwiceIfLossy(lab, from, network, list))),
    signal,
    { nodes: instance.nodes, filter: OPENINGS },
  );
  const told = frames.map((seen) => bySender(seen, departures, snapshot));
  const [requests, lossy] = [result.map((one) => one.requests), result.map((one) => one.lossy)];
  return { requests, lossy, frames: places.map(({ name }, index) => ({ node: name, frames: told[index] ?? [] })) };
}
