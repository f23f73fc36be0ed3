/** Where a machine sends its answers to clients of another network: packets come to it in their names. */
import { whileCapturing } from './capture.ts';
import { portsBy } from './delivery-script.ts';
import { bySender } from './departures.ts';
import type { RepliesRequest, RepliesSeen } from './probes.ts';
import type { ArpRoom } from './run-arp.ts';
import { runRoutes } from './run-routes.ts';
import { SYNS_SCRIPT } from './syns-script.ts';
import { tool } from './tools.ts';

/** No more than the ports of a range. */
const SOURCES = 4;

export async function runReplies(
  { engine, instance, nodes, snapshot, signal }: ArpRoom,
  { node, from, clients, address, port }: RepliesRequest,
): Promise<RepliesSeen> {
  const { door } = nodes.linkBetween(from, node);
  const network = nodes
    .interfacesOf(clients)
    .find((one) => nodes.interfacesOf(node).every((own) => own.network !== one.network));
  const sources = nodes.take(network?.network ?? '', SOURCES, true);
  const { first, last } = portsBy(Math.random());
  const filter = `tcp and host ${address} and portrange ${first}-${last}`;
  const command = [tool('perl'), '-e', SYNS_SCRIPT, address, String(port), String(first), ...sources];
  const { frames, departures } = await whileCapturing(
    engine,
    [{ node: nodes.node(node), device: door, filter }],
    () => nodes.run(from, command, { what: `packets to ${address}:${port} in the names of clients` }),
    signal,
    { nodes: instance.nodes, filter },
  );
  const routes = await runRoutes(nodes, node, address, sources);
  return { sources, frames: bySender(frames[0] ?? [], departures, snapshot), routes };
}
