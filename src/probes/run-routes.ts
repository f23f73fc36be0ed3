/** Asking a node's kernel which way it would send packets. */
import type { LabNodes } from './lab-nodes.ts';
import { readRouteAnswers, ROUTES_EXITS, ROUTES_SCRIPT } from './route-script.ts';
import type { RouteAnswer } from './results.ts';
import { SHELL } from './tools.ts';

export async function runRoutes(
  nodes: LabNodes,
  node: string,
  source: string | undefined,
  addresses: string[],
): Promise<RouteAnswer[]> {
  const command = [...SHELL, ROUTES_SCRIPT, 'sh', source ?? '', ...addresses];
  const { stdout } = await nodes.run(node, command, { exits: ROUTES_EXITS, what: 'which way packets would go' });
  return readRouteAnswers(stdout, addresses);
}
