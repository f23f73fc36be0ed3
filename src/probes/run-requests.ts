/** Requests from addresses that nobody has, and whether a packet of their handshakes was lost. */
import type { LabNodes } from './lab-nodes.ts';
import { lostPacket, type HttpResult } from './http-result.ts';
import { parseRequests, REQUEST_SCRIPT, REQUEST_TIMEOUT_MS, requestWords, type RequestSpec } from './request-script.ts';
import { SHELL, tool } from './tools.ts';

const TIMEOUT_MS = 30_000;
/** So many further clients ask when one has lost a packet: a rule that drops one in four packets drops a SYN of these 99 times of 100. */
const SECOND_LOOK = 16;

export async function sendRequests(nodes: LabNodes, from: string, spec: RequestSpec): Promise<HttpResult[]> {
  const words = [...SHELL, REQUEST_SCRIPT, 'sh', ...requestWords(spec)];
  const oneAfterAnother = Math.ceil(spec.sources.length / spec.atOnce) * REQUEST_TIMEOUT_MS;
  const { stdout } = await nodes.run(from, words, {
    timeoutMs: TIMEOUT_MS + oneAfterAnother,
    what: `requests for ${spec.url}`,
  });
  return parseRequests(stdout);
}

/** What an ICMP error told the client earlier is nothing that others know. */
export const forgetMtu = (nodes: LabNodes, from: string): Promise<unknown> =>
  nodes.run(from, [tool('ip'), 'route', 'flush', 'cache'], { what: 'its route cache' });

/** Something that happens once is no rule: other clients ask again, one after another, until one of them loses a packet too. */
async function lookAgain(nodes: LabNodes, from: string, network: string, spec: RequestSpec): Promise<HttpResult[]> {
  const { device, url, uploadBytes = 0 } = spec;
  const sources = nodes.take(network, SECOND_LOOK);
  return sendRequests(nodes, from, { device, url, uploadBytes, sources, atOnce: 1 });
}

/** The requests, and those of them that lost a packet: none, unless a second look shows more of the kind. */
export async function sendTwiceIfLossy(
  nodes: LabNodes,
  from: string,
  network: string,
  spec: RequestSpec,
): Promise<{ requests: HttpResult[]; lossy: HttpResult[]; again: HttpResult[] }> {
  const requests = await sendRequests(nodes, from, spec);
  const lost = requests.filter(lostPacket);
  if (lost.length === 0) return { requests, lossy: [], again: [] };
  const again = await lookAgain(nodes, from, network, spec);
  const more = again.filter(lostPacket);
  return { requests, lossy: more.length > 0 ? [...lost, ...more] : [], again };
}
