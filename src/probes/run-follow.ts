/** Following requests: captures on all nodes of the lab while they are sent, and a look at each node before and after. */
import { randomUUID } from 'node:crypto';
import type { Engine } from '../orchestrator/engine.ts';
import { settleAll } from '../util/settle.ts';
import type { Frame } from '../parsers/tcpdump.ts';
import { whileCapturing } from './capture.ts';
import type { Followed, FollowRequest, Look, NodeFollowed, RouteSaid } from './follow.ts';
import { askRoute, FOLLOW_SCRIPT, LOOK_SCRIPT, parseLook, parseRoutesSaid } from './follow-script.ts';
import type { LabNodes } from './lab-nodes.ts';
import { OWN, parseRequests } from './request-script.ts';
import { forgetMtu } from './run-requests.ts';
import { SHELL } from './tools.ts';

/** All that a request can be, and what is said about it. */
const FILTER = 'arp or icmp or tcp or udp or ip proto 4 or ip proto 47';
const HTTP_PORT = 80;

interface Looked {
  look: Look;
  routes: RouteSaid[];
}

async function lookAt(
  nodes: LabNodes,
  name: string,
  sources: string[],
  questions: FollowRequest['routes'] = [],
): Promise<Looked> {
  const mark = `@@lab-${randomUUID()}`;
  const mine = questions.filter(({ node }) => node === name);
  const command = [...SHELL, LOOK_SCRIPT, 'sh', sources.join(' '), ...mine.map(askRoute)];
  const { stdout } = await nodes.run(name, command, { stdin: `${mark}\n` });
  return { look: parseLook(stdout, mark), routes: parseRoutesSaid(stdout, mark, mine) };
}

export async function runFollow(
  engine: Engine,
  nodes: LabNodes,
  { from, address, port, path = '/', uploadBytes = 0, sources, routes }: FollowRequest,
  signal: AbortSignal,
): Promise<Followed> {
  const client = nodes.interfaceTo(from, address);
  const fresh = nodes.take(client.network, sources);
  const all = [client.address, ...fresh];
  const { names } = nodes;
  const places = names.flatMap((name) => nodes.interfacesOf(name).map(({ name: device }) => ({ name, device })));
  const url = port === undefined ? address : `http://${address}${port === HTTP_PORT ? '' : `:${port}`}${path}`;
  const askers = [OWN, ...fresh];
  const words = [client.name, askers.join(','), url, String(uploadBytes), String(askers.length)];
  if (uploadBytes > 0) await forgetMtu(nodes, from);
  const before = await settleAll(names.map((name) => lookAt(nodes, name, all)));
  const { result, frames } = await whileCapturing(
    engine,
    places.map(({ name, device }) => ({ node: nodes.node(name), device, filter: FILTER })),
    () => nodes.run(from, [...SHELL, FOLLOW_SCRIPT, 'sh', ...words]),
    signal,
  );
  const after = await settleAll(names.map((name) => lookAt(nodes, name, all, routes)));
  const framesOf = (name: string): Frame[] =>
    frames.flatMap((seen, index) => (places[index]?.name === name ? seen : []));
  const rows = names.map((name, index): [string, NodeFollowed] => {
    const [first, last] = [before[index]?.look, after[index]?.look];
    if (!first || !last) throw new RangeError(`node ${name} was not looked at`);
    return [name, { frames: framesOf(name), before: first, after: last }];
  });
  const requests = parseRequests(result.stdout);
  return {
    // They end in any order.
    requests: askers
      .flatMap((source) => requests.find((one) => one.source === source) ?? [])
      .map((one) => (one.source === OWN ? { ...one, source: '' } : one)),
    nodes: Object.fromEntries(rows),
    routes: after.flatMap((one) => one.routes),
  };
}
