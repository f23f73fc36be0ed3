/** Opening, holding and closing connections at a virtual service, and reading from the director who got them. */
import type { WorkloadEvent } from '../models/workload.ts';
import { printWork } from '../models/work.ts';
import { parseServices, parseThresholds, type VirtualService } from '../parsers/ipvsadm-services.ts';
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
const THRESHOLDS = 'ipvsadm -Ln --thresholds';
const look = (commands: string): string[] => [...SHELL, `${TOOLS_ONLY}; [ ! -e /proc/net/ip_vs ] || { ${commands}; }`];
const BETWEEN = '@@lab';

const isNamed =
  ({ vips, port, mark }: WorkloadSpec) =>
  (service: VirtualService): boolean =>
    mark === undefined
      ? service.protocol === 'tcp' && service.address === vips[0] && service.port === port
      : service.mark === mark && service.family === undefined;

/** The services that may take the connections: the one of this name first, then those by firewall mark and of all ports. */
function takersOf(text: string, spec: WorkloadSpec): VirtualService[] {
  const isIts = isNamed(spec);
  const mayTake = ({ protocol, family, address, port }: VirtualService): boolean =>
    (protocol === 'fwm' && family === undefined) || (protocol === 'tcp' && spec.vips.includes(address) && port === 0);
  const all = parseServices(text);
  return [...all.filter(isIts), ...all.filter((one) => !isIts(one) && mayTake(one))];
}

const isSame = (one: VirtualService, other: VirtualService): boolean =>
  one.protocol === other.protocol &&
  one.address === other.address &&
  one.port === other.port &&
  one.mark === other.mark;

const eventsOf = ({ sources, vips, work }: WorkloadSpec): WorkloadEvent[] =>
  work.map((item) => {
    if ('close' in item) return item;
    const { source, target } = item.open;
    return { open: { source: sources[source] ?? '', destination: vips[target] ?? '' } };
  });

/** Every connection of the workload has ended by now, so that they are all inactive ones of the service that took them. */
function isSum(before: VirtualService, after: VirtualService | undefined, chosen: (string | undefined)[]): boolean {
  const isIts = (server: string): boolean => before.destinations.some(({ address }) => address === server);
  if (!chosen.every((one) => one === undefined || isIts(one))) return false;
  return before.destinations.every(({ address, activeConnections, inactiveConnections }) => {
    const now = after?.destinations.find((one) => one.address === address);
    const mine = chosen.filter((one) => one === address).length;
    return now?.activeConnections === activeConnections && now.inactiveConnections === inactiveConnections + mine;
  });
}

const totalOf = ({ destinations }: VirtualService): number =>
  destinations.reduce(
    (sum, { activeConnections, inactiveConnections }) => sum + activeConnections + inactiveConnections,
    0,
  );

/** The services that took connections, where together they took as many as there were. */
function sharersOf(
  before: VirtualService[],
  after: VirtualService[],
  chosen: (string | undefined)[],
): VirtualService[] {
  const grown = before.flatMap((one) => {
    const now = after.find((other) => isSame(one, other));
    const by = now ? totalOf(now) - totalOf(one) : 0;
    return by === 0 ? [] : [{ one, by }];
  });
  const count = chosen.filter((one) => one !== undefined).length;
  const isAll = grown.every(({ by }) => by > 0) && grown.reduce((sum, { by }) => sum + by, 0) === count;
  return isAll && grown.length > 1 ? grown.map(({ one }) => one) : [];
}

async function runOnce(client: Run, director: Run, spec: WorkloadSpec): Promise<WorkloadSeen> {
  const before = takersOf(await director(look(SERVICES)), spec);
  if (before.length === 0) return NOTHING;
  const { device, sources, vips, port, work } = spec;
  const targets = vips.map((vip) => `${vip}:${port}`);
  const words = [device, sources.join(','), targets.join(','), printWork(work)];
  const events = eventsOf(spec);
  const arrivals = events.flatMap((event) => ('open' in event ? [event.open] : []));
  const { ports, lost } = parsePorts(await client([...SHELL, WORKLOAD_SCRIPT, 'sh', ...words]), arrivals.length);
  const tables = await director(look(`${PRINT_TABLE}; echo ${BETWEEN}; ${SERVICES}; echo ${BETWEEN}; ${THRESHOLDS}`));
  const [connected = '', services = '', thresholds = ''] = tables.split(`${BETWEEN}\n`);
  const connections = parseTable(connected);
  const chosen = arrivals.map(
    ({ source }, index) =>
      connections.find((one) => one.client.address === source && one.client.port === ports[index])?.destination.address,
  );
  const after = takersOf(services, spec);
  const taker = before.find((one) =>
    isSum(
      one,
      after.find((other) => isSame(one, other)),
      chosen,
    ),
  );
  const shared = taker ? [] : sharersOf(before, after, chosen);
  const named = before.find(isNamed(spec));
  // Where nothing took the first one, and nothing of this name could have, there is no such service.
  const isNone = chosen[0] === undefined && named === undefined;
  return {
    service: isNone ? undefined : (taker ?? named ?? before[0]),
    events,
    chosen,
    wasAccepted: lost === undefined,
    ...(lost !== undefined && { lost }),
    ...(shared.length > 0 && { shared }),
    thresholds: parseThresholds(thresholds),
    isCalm: taker !== undefined || shared.length > 0,
  };
}

/** Whether the service that was judged has no connections. */
async function isEmpty(director: Run, spec: WorkloadSpec, { service }: WorkloadSeen): Promise<boolean> {
  const all = takersOf(await director(look(SERVICES)), spec);
  const destinations = all.find((one) => service !== undefined && isSame(one, service))?.destinations ?? [];
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
    const last = seen;
    await until(() => isEmpty(director, spec, last), expiryMs);
    seen = await runOnce(client, director, spec);
  }
  return seen;
}
