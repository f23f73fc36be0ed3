/** Bringing a request to one machine's door, whoever has its address. */
import { whileCapturing } from './capture.ts';
import { DELIVERY_SCRIPT, portsBy } from './delivery-script.ts';
import { bySender } from './departures.ts';
import { parseRequests } from './request-script.ts';
import type { Delivery } from './probes.ts';
import type { ArpRoom } from './run-arp.ts';
import { SHELL } from './tools.ts';

export async function runDelivery(
  { engine, instance, nodes, snapshot, signal }: ArpRoom,
  { from, node, url }: { from: string; node: string; url: string },
): Promise<Delivery> {
  const address = new URL(url).hostname;
  const { device, source, router, door } = nodes.linkBetween(from, node);
  const { first, last } = portsBy(Math.random());
  const words = [device, source, router, address, url, String(first), String(last)];
  const filter = `tcp and host ${address} and portrange ${first}-${last}`;
  const { result, frames, departures } = await whileCapturing(
    engine,
    [{ node: nodes.node(node), device: door, filter }],
    () =>
      nodes.run(from, [...SHELL, DELIVERY_SCRIPT, 'sh', ...words], {
        what: `a request for ${url}, brought to ${node}`,
      }),
    signal,
    { nodes: instance.nodes, filter },
  );
  const [request] = parseRequests(result.stdout);
  if (!request) throw new RangeError('one request was sent, and none came back');
  return { request, frames: bySender(frames[0] ?? [], departures, snapshot) };
}
