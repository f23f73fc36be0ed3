/** One request of a client, as a user sends it, with captures on all interfaces of the lab. */
import type { Sightings } from '../models/crossings.ts';
import type { Engine } from '../orchestrator/engine.ts';
import { whileCapturing } from './capture.ts';
import { FOLLOW_SCRIPT } from './follow-script.ts';
import type { HttpResult } from './http-result.ts';
import type { LabNodes } from './lab-nodes.ts';
import { OWN, parseRequests } from './request-script.ts';
import type { Snapshot } from './snapshot.ts';
import { SHELL } from './tools.ts';

const FILTER = 'arp or icmp or tcp or udp or ip proto 4 or ip proto 47';

export interface Told {
  /** undefined: the client printed nothing of it. */
  result: HttpResult | undefined;
  sightings: Sightings[];
}

/** @param target what is asked: a URL, or an address for an echo request */
export async function runTold(
  engine: Engine,
  nodes: LabNodes,
  { from, address, target, snapshot }: { from: string; address: string; target: string; snapshot: Snapshot },
  signal: AbortSignal,
): Promise<Told> {
  const { name: out } = nodes.interfaceTo(from, address);
  const places = nodes.names.flatMap((node) => nodes.interfacesOf(node).map(({ name: device }) => ({ node, device })));
  const { result, frames } = await whileCapturing(
    engine,
    places.map(({ node, device }) => ({ node: nodes.node(node), device, filter: FILTER, withHeaders: true })),
    () =>
      nodes.run(from, [...SHELL, FOLLOW_SCRIPT, 'sh', out, OWN, target, '0', '1'], { what: `a request for ${target}` }),
    signal,
  );
  return {
    result: parseRequests(result.stdout)[0],
    sightings: places.map(({ node, device }, index) => ({
      node,
      device,
      mac: snapshot[node]?.links.find(({ name }) => name === device)?.mac,
      frames: frames[index] ?? [],
    })),
  };
}
