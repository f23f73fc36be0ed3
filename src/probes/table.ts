/** Looking at a director's connection table. */
import type { Engine } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { watchInNode } from '../orchestrator/run-in-node.ts';
import { parseConnections, type Connection } from '../parsers/ipvsadm-connections.ts';
import { unexpectedExit } from './ask-node.ts';
import { whileTalking } from './dialogue.ts';
import type { LabNodes } from './lab-nodes.ts';
import type { HttpResult } from './http-result.ts';
import { SHELL, TOOLS_ONLY } from './tools.ts';

/** Exit status of ipvsadm where the kernel has no ip_vs. */
export const NO_IP_VS = 2;

/**
 * The table twice: the kernel prints it a page at a time, and where entries before the next page have expired meanwhile, it
 * leaves as many out.
 */
export const PRINT_TABLE = 'ipvsadm -Lnc && ipvsadm -Lnc';

const keyOf = ({ protocol, client, virtual }: Connection): string => JSON.stringify([protocol, client, virtual]);

/** What PRINT_TABLE printed, each entry once. @throws ParseError */
export const parseTable = (text: string): Connection[] => [
  ...new Map(parseConnections(text).map((one) => [keyOf(one), one])).values(),
];

/** For each line of its input the table in one line: ipvsadm's exit status, and what it printed in base64. */
const TABLE_SCRIPT = `${TOOLS_ONLY}
while read -r line; do
  table=$({ ${PRINT_TABLE}; } 2>&1); status=$?
  echo "$status $(printf '%s\\n' "$table" | base64 -w 0)"
done`;

/** @throws LabError NODE_UNRESPONSIVE, ParseError */
function readTable(node: NodeHandle, answer: string): Connection[] {
  const [status, encoded = ''] = answer.split(' ');
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  if (status === '0') return parseTable(text);
  if (status === String(NO_IP_VS)) return [];
  throw unexpectedExit(`${node.name}: ipvsadm`, Number(status), text, [0, NO_IP_VS]);
}

/** The real server that a director gave a client's request to, by its table; undefined where it has no entry of it. */
export async function readWhom(nodes: LabNodes, director: string, request: HttpResult): Promise<string | undefined> {
  const { stdout } = await nodes.run(director, [...SHELL, `${TOOLS_ONLY}; ${PRINT_TABLE}`], { exits: [0, NO_IP_VS] });
  return parseTable(stdout).find(
    ({ client }) => client.address === request.source && client.port === request.sourcePort,
  )?.destination.address;
}

export type LookAtTable = () => Promise<Connection[]>;

/**
 * While requests are sent: an entry may live for seconds only once they end. One session for all looks: a look takes
 * milliseconds then, and a session of its own up to seconds on a busy machine.
 */
export async function whileWatchingTable<T>(
  engine: Engine,
  node: NodeHandle,
  work: (look: LookAtTable) => Promise<T>,
): Promise<T> {
  const eye = await watchInNode(engine, node, [...SHELL, TABLE_SCRIPT]);
  return whileTalking(eye, `${node.name}: looking at its connection table`, (ask) =>
    work(async () => readTable(node, await ask('look'))),
  );
}
