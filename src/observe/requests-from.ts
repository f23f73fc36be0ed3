/** Requests from addresses of a client that nobody has, all at once. */
import type { LabNodes } from './lab-nodes.ts';
import { parseRequests, WIRE_SCRIPT } from './probe-scripts.ts';
import type { HttpResult } from './probes.ts';
import { SHELL } from './tools.ts';

export async function requestsFrom(
  nodes: LabNodes,
  from: string,
  device: string,
  url: string,
  sources: string[],
): Promise<HttpResult[]> {
  const command = [...SHELL, WIRE_SCRIPT, 'sh', device, url, ...sources];
  const { stdout } = await nodes.run(from, command, { what: `requests for ${url} from addresses that nobody has` });
  return parseRequests(stdout, sources.length);
}
