/** Taking the real server that a client has a connection to out of service: by weight 0, then for good. */
import type { Engine } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { watchInNode } from '../orchestrator/run-in-node.ts';
import { showEndpoint } from '../parsers/endpoint.ts';
import type { Connection, Endpoint } from '../parsers/ipvsadm-connections.ts';
import { askNode } from './ask-node.ts';
import { whileTalking, type Ask } from './dialogue.ts';
import { DRAIN_CLIENT_SCRIPT, DRAIN_SCRIPT, parseAnswer, parsePort } from './drain-script.ts';
import type { Answer, DrainSeen } from './results.ts';
import { NO_IP_VS, parseTable, PRINT_TABLE } from './table.ts';
import { SHELL, TOOLS_ONLY } from './tools.ts';

export interface DrainSpec {
  client: NodeHandle;
  /** Of the client. */
  device: string;
  /** Addresses that the client has not used before: of the one that is known, and of a newcomer. */
  sources: string[];
  director: NodeHandle;
  address: string;
  port: number;
  /** Of the service that the requests go through; undefined: it goes by address and port. */
  mark: number | undefined;
}

/** More than a line may take, with all that a client waits for. */
const TIMEOUT_MS = 15_000;

const KNOWN = 0;
const NEWCOMER = 1;

const nothingDone = (before: Answer): DrainSeen => ({
  server: undefined,
  before,
  atZero: undefined,
  removed: undefined,
  known: undefined,
  newcomer: undefined,
});

/** Always ends with the servers as they were, also when it is interrupted. */
export async function runDrain(engine: Engine, spec: DrainSpec, signal: AbortSignal): Promise<DrainSeen> {
  const { client, device, sources, director, address, port, mark } = spec;
  const service = mark === undefined ? `-t ${address}:${port}` : `-f ${mark}`;
  signal.throwIfAborted();
  const table = async (): Promise<Connection[]> => {
    signal.throwIfAborted();
    const { stdout } = await askNode(engine, director, [...SHELL, `${TOOLS_ONLY}; ${PRINT_TABLE}`], {
      exits: [0, NO_IP_VS],
      timeoutMs: TIMEOUT_MS,
      what: 'its connection table',
    });
    return parseTable(stdout);
  };
  const serverOf = (seen: Connection[], source: number, from: number): Endpoint | undefined =>
    seen.find(
      (one) =>
        one.protocol === 'TCP' && from !== 0 && one.client.address === sources[source] && one.client.port === from,
    )?.destination;
  // Without a signal: an interrupt must put back, which needs the connection.
  const talk = async <T>(node: NodeHandle, words: string[], work: (ask: Ask) => Promise<T>): Promise<T> =>
    whileTalking(await watchInNode(engine, node, [...SHELL, ...words]), `${node.name}: taking a server out`, work);
  const asClient = [DRAIN_CLIENT_SCRIPT, 'sh', device, address, String(port), ...sources];
  return talk(client, asClient, async (ask) => {
    const connect = async (source: number): Promise<number> => parsePort(await ask(`open ${source}`));
    const request = async (): Promise<Answer> => parseAnswer(await ask('ask 0'));
    const first = await connect(KNOWN);
    if (first === 0) return nothingDone('cut');
    const before = await request();
    const server = serverOf(await table(), KNOWN, first);
    if (!server || before !== 'answered') return nothingDone(before);
    const name = showEndpoint(server);
    return talk(director, [DRAIN_SCRIPT, 'sh', service], async (change) => {
      await change(`quiet ${name}`);
      const atZero = await request();
      const second = await connect(KNOWN);
      const third = await connect(NEWCOMER);
      const seen = await table();
      await change(`remove ${name}`);
      const removed = await request();
      const known = serverOf(seen, KNOWN, second);
      return { server, before, atZero, removed, known, newcomer: serverOf(seen, NEWCOMER, third) };
    });
  });
}
