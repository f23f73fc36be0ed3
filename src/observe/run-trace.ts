/** Requests that many nodes see. */
import { settleAll } from '../settle.ts';
import { KNOWN_TUNNELS, TUNNELS, whileCapturing } from './capture.ts';
import { bySender } from './departures.ts';
import type { TraceRequest, TraceResult } from './probes.ts';
import { requestsFrom } from './requests-from.ts';
import type { ArpRoom } from './run-arp.ts';

/** Enough to tell whose a MAC is; all that a busy machine sends would be more than can be read. */
const OPENINGS = `arp or tcp[tcpflags] & tcp-syn != 0 or ${KNOWN_TUNNELS}`;

export async function runTrace(
  { engine, instance, nodes: lab, snapshot, signal }: ArpRoom,
  { from, nodes, urls, sources, across }: TraceRequest,
): Promise<TraceResult> {
  const client = lab.interfaceTo(from, new URL(urls[0] ?? '').hostname);
  const lists = urls.map((url) => ({ url, own: lab.take(client.network, sources, across) }));
  const places = nodes.flatMap((name) => lab.interfacesOf(name).map((device) => ({ name, device: device.name })));
  const filter = `arp or tcp or ${TUNNELS}`;
  const { result, frames, departures } = await whileCapturing(
    engine,
    places.map(({ name, device }) => ({ node: lab.node(name), device, filter, withBytes: true })),
    () => settleAll(lists.map(({ url, own }) => requestsFrom(lab, from, client.name, url, own))),
    signal,
    { nodes: instance.nodes, filter: OPENINGS },
  );
  const told = frames.map((seen) => bySender(seen, departures, snapshot));
  return { requests: result, frames: places.map(({ name }, index) => ({ node: name, frames: told[index] ?? [] })) };
}
