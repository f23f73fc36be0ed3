/** Opening, holding and closing connections at a virtual service, and reading from the director who got them. */
import type { WorkloadEvent } from '../models/workload.ts';
import { printWork } from '../models/work.ts';
import { parseServices, type VirtualService } from '../parsers/ipvsadm-services.ts';
import { parseTable, PRINT_TABLE } from './table.ts';
import { SHELL, TOOLS_ONLY } from './tools.ts';
import { parsePorts, WORKLOAD_SCRIPT } from './workload-script.ts';
import type { WorkloadSeen, WorkloadSpec } from './results.ts';
import { until } from '../util/until.ts';

/** Runs a command on the client or the director; its output. */
type Run = (command: string[]) => Promise<string>;

const TRIES = 3;
/** Longer than the shortest timeout that a lab asks for, 3 s after the last FIN. */
const EXPIRY_MS = 5000;
const NOTHING: WorkloadSeen = { service: undefined, events: [], chosen: [], wasAccepted: true, isCalm: true };

/** In the kernel's order. ipvsadm would load ip_vs where it is not: that is for the student to do. */
const SERVICES = 'ipvsadm -Ln --nosort';
const look = (commands: string): string[] => [...SHELL, `${TOOLS_ONLY}; [ ! -e /proc/net/ip_vs ] || { ${commands}; }`];
const BETWEEN = '@@lab';

function findService(text: string, { vips, port, mark }: WorkloadSpec): VirtualService | undefined {
  const isWanted = (service: VirtualService): boolean =>
    mark === undefined
      ? service.protocol === 'tcp' && service.address === vips[0] && service.port === port
      : service.mark === mark && service.family === undefined;
  return parseServices(text).find(isWanted);
}

const eventsOf = ({ sources, vips, work }: WorkloadSpec): WorkloadEvent[] =>
  work.map((item) => {
    if ('close' in item) return item;
    const { source, target } = item.open;
    return { open: { source: sources[source] ?? '', destination: vips[target] ?? '' } };
  });

/** Every connection of the workload has ended by now, so that they are all inactive ones. */
function isSum(before: VirtualService, after: VirtualService | undefined, chosen: (string | undefined)[]): boolean {
  return before.destinations.every(({ address, activeConnections, inactiveConnections }) => {
    const now = after?.destinations.find((one) => one.address === address);
    const mine = chosen.filter((one) => one === address).length;
    return now?.activeConnections === activeConnections && now.inactiveConnections === inactiveConnections + mine;
  });
}

async function runOnce(client: Run, director: Run, spec: WorkloadSpec): Promise<WorkloadSeen> {
  const service = findService(await director(look(SERVICES)), spec);
  if (!service) return NOTHING;
  const { device, sources, vips, port, work } = spec;
  const targets = vips.map((vip) => `${vip}:${port}`);
  const words = [device, sources.join(','), targets.join(','), printWork(work)];
  const events = eventsOf(spec);
  const arrivals = events.flatMap((event) => ('open' in event ? [event.open] : []));
  const { ports, lost } = parsePorts(await client([...SHELL, WORKLOAD_SCRIPT, 'sh', ...words]), arrivals.length);
  const tables = await director(look(`${PRINT_TABLE}; echo ${BETWEEN}; ${SERVICES}`));
  const [connected = '', services = ''] = tables.split(`${BETWEEN}\n`);
  const connections = parseTable(connected);
  const chosen = arrivals.map(
    ({ source }, index) =>
      connections.find((one) => one.client.address === source && one.client.port === ports[index])?.destination.address,
  );
  return {
    service,
    events,
    chosen,
    wasAccepted: lost === undefined,
    ...(lost !== undefined && { lost }),
    isCalm: isSum(service, findService(services, spec), chosen),
  };
}

async function isEmpty(director: Run, spec: WorkloadSpec): Promise<boolean> {
  const destinations = findService(await director(look(SERVICES)), spec)?.destinations ?? [];
  return destinations.every((one) => one.activeConnections === 0 && one.inactiveConnections === 0);
}

/**
 * Again when old connections expired meanwhile, or others came in: then the counts that a scheduler went by are not known. Entries
 * with short timeouts, those of the first try among them, get the time to expire before the next one begins.
 */
export async function runWorkload(
  client: Run,
  director: Run,
  spec: WorkloadSpec,
  expiryMs = EXPIRY_MS,
): Promise<WorkloadSeen> {
  let seen = await runOnce(client, director, spec);
  for (let tries = 1; tries < TRIES && !seen.isCalm && seen.wasAccepted; tries += 1) {
    await until(() => isEmpty(director, spec), expiryMs);
    seen = await runOnce(client, director, spec);
  }
  return seen;
}
