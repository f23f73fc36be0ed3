/** Pages that new clients ask for, one after another. */
import type { LabNodes } from './lab-nodes.ts';
import { lostPacket, type HttpResult } from './http-result.ts';
import { sendRequests, sendTwiceIfLossy, forgetMtu } from './run-requests.ts';
import type { PageWishes } from './probes.ts';
import { nodeSeen, type Snapshot } from './snapshot.ts';
import { readWhom } from './table.ts';

/** How often each client asks: a rule that drops some packets shows by many, whoever sends them. */
const TIMES = [1, 2, 3];
/** So many clients ask at most until every page has come. */
const MOST_CLIENTS = 32;

/** One request from one new client. */
export function askOnce(nodes: LabNodes, from: string, url: string): Promise<HttpResult[]> {
  const { name: device, network } = nodes.interfaceTo(from, new URL(url).hostname);
  return sendRequests(nodes, from, { device, sources: nodes.take(network, 1), url, atOnce: 1 });
}

/** As Probes.http. */
export async function askPages(
  { nodes, snapshot }: { nodes: LabNodes; snapshot: Snapshot },
  from: string,
  url: string,
  count: number,
  { uploadBytes = 0, pages = [], director }: PageWishes,
): Promise<HttpResult[]> {
  const { name: device, network } = nodes.interfaceTo(from, new URL(url).hostname);
  const clients = nodes.take(network, pages.length > 1 ? Math.max(count, MOST_CLIENTS) : count);
  const asked = clients.slice(0, count);
  const sources = [...TIMES.flatMap(() => asked), ...clients.slice(count)];
  const spec = { device, sources, url, uploadBytes, atOnce: 1, least: count * TIMES.length, pages };
  if (uploadBytes > 0) await forgetMtu(nodes, from);
  const { requests, lossy, again } = await sendTwiceIfLossy(nodes, from, network, spec);
  const counted = [...(lossy.length > 0 ? requests : requests.filter((one) => !lostPacket(one))), ...again];
  const failed = counted.find(({ exitCode }) => exitCode !== 0);
  if (!failed || director === undefined || !nodeSeen(snapshot, director).ipvs) return counted;
  const givenTo = await readWhom(nodes, director, failed);
  return counted.map((one) => (one === failed && givenTo !== undefined ? { ...one, givenTo } : one));
}
