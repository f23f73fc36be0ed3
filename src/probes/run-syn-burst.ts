/** A burst of connections that are never completed, and what the director makes of it: its table, and its counters. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { watchInNode } from '../orchestrator/run-in-node.ts';
import type { Connection } from '../parsers/ipvsadm-connections.ts';
import { parseStats, type StatsRow } from '../parsers/ipvsadm-counters.ts';
import { askNode } from './ask-node.ts';
import { whileTalking } from './dialogue.ts';
import { firstPort, parseSent, SYN_BURST_SCRIPT } from './syn-burst-script.ts';
import { parseTable, PRINT_TABLE } from './table.ts';
import { SHELL, tool, TOOLS_ONLY } from './tools.ts';
import { until } from '../util/until.ts';
import type { SynBurstSeen } from './results.ts';

export interface SynBurstSpec {
  client: NodeHandle;
  /** An address that no node has. */
  source: string;
  director: NodeHandle;
  address: string;
  port: number;
  count: number;
}

const TIMEOUT_MS = 15_000;
/** The kernel looks for entries to drop once a second. */
const WATCH_MS = 2500;
/** Kernels since 6.2 add their counters up every two seconds. */
const COUNTERS_MS = 2500;

const NONE = { connections: 0, packetsIn: 0, packetsOut: 0, bytesIn: 0, bytesOut: 0 };

/** ipvsadm would load ip_vs where it is not: that is for the student to do. */
const look = (commands: string): string[] => [...SHELL, `${TOOLS_ONLY}; [ ! -e /proc/net/ip_vs ] || { ${commands}; }`];

/** Always ends with a RST for each packet, also when it is interrupted. */
async function burstOnce(engine: Engine, spec: SynBurstSpec, signal: AbortSignal): Promise<SynBurstSeen> {
  const { client, source, director, address, port, count } = spec;
  const ask = async (commands: string): Promise<string> => {
    const { stdout } = await askNode(engine, director, look(commands), {
      timeoutMs: TIMEOUT_MS,
      what: 'its counters',
      signal,
    });
    return stdout;
  };
  const readStats = async (): Promise<StatsRow | undefined> =>
    parseStats(await ask('ipvsadm -Ln --stats --exact')).find(
      ({ service, destination }) => service === `TCP ${address}:${port}` && destination === undefined,
    );
  const readEntries = async (ports: number[]): Promise<Connection[]> => {
    const table = parseTable(await ask(PRINT_TABLE)).filter(
      (one) => one.protocol === 'TCP' && one.client.address === source,
    );
    const byPort = new Map(table.map((one) => [one.client.port, one]));
    return ports.flatMap((from) => byPort.get(from) ?? []);
  };
  const before = await readStats();
  const first = firstPort(Date.now());
  const words = [source, String(first), address, String(port), String(count)];
  // Without a signal: an interrupt must end the connections, which needs this one.
  const burst = await watchInNode(engine, client, [tool('perl'), '-e', SYN_BURST_SCRIPT, ...words]);
  return whileTalking(burst, `${client.name}: a burst of packets`, async (say) => {
    const ports = parseSent(await say('syn'), first);
    const entries = await readEntries(ports);
    const begun = performance.now();
    await sleep(WATCH_MS, undefined, { signal });
    const left = await readEntries(ports);
    const watchedMs = performance.now() - begun;
    let counted = NONE;
    const isCounted = async (): Promise<boolean> => {
      const after = await readStats();
      if (before && after) {
        counted = {
          connections: after.connections - before.connections,
          packetsIn: after.packetsIn - before.packetsIn,
          packetsOut: after.packetsOut - before.packetsOut,
          bytesIn: after.bytesIn - before.bytesIn,
          bytesOut: after.bytesOut - before.bytesOut,
        };
      }
      return !before || counted.connections >= entries.length;
    };
    await until(isCounted, COUNTERS_MS, signal);
    return { sent: ports.length, entries, left, watchedMs, counted: before && counted };
  });
}

/**
 * Once more where the counters grew by more packets than connections: the RSTs of an earlier burst may not have been added up
 * when this one began.
 */
export async function runSynBurst(engine: Engine, spec: SynBurstSpec, signal: AbortSignal): Promise<SynBurstSeen> {
  const seen = await burstOnce(engine, spec, signal);
  if (!seen.counted || seen.counted.packetsIn <= seen.counted.connections) return seen;
  await sleep(COUNTERS_MS, undefined, { signal });
  return burstOnce(engine, spec, signal);
}
