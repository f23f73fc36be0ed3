/** Connections of new clients, and the director's tables before them and while they are open: which of its services has them. */
import { watchInNode } from '../orchestrator/run-in-node.ts';
import { parseServices } from '../parsers/ipvsadm-services.ts';
import { whileCapturing } from './capture.ts';
import { whileTalking } from './dialogue.ts';
import type { CarriedSeen, IpvsTables, ServiceRequest } from './probes.ts';
import { HOLD_SCRIPT } from './request-script.ts';
import type { ArpRoom } from './run-arp.ts';
import { hasMac } from './snapshot.ts';
import { parseTable, PRINT_TABLE } from './table.ts';
import { SHELL, TOOLS_ONLY } from './tools.ts';

const CLIENTS = 4;
/** A LAN answers in milliseconds; what is not accepted by then says nothing. */
const PATIENCE_MS = 1000;
const BETWEEN = '@@lab';
const SERVICES = 'ipvsadm -Ln';

/**
 * For each line of its input the tables in one line of base64. A connection that comes in between is one that the services have
 * counted and the table does not show as new: before, the services are read first, and afterwards the table.
 */
const LOOKS_SCRIPT = `${TOOLS_ONLY}
while read -r when; do
  if [ "$when" = before ]; then ${SERVICES}; echo ${BETWEEN}; ${PRINT_TABLE}
  else ${PRINT_TABLE}; echo ${BETWEEN}; ${SERVICES}; fi 2>&1 | base64 -w 0; echo
done`;

function readTables(when: 'before' | 'after', answer: string): IpvsTables {
  const parts = Buffer.from(answer, 'base64').toString('utf8').split(`${BETWEEN}\n`);
  const [services = '', connections = ''] = when === 'before' ? parts : parts.toReversed();
  return { services: parseServices(services), connections: parseTable(connections) };
}

export async function runCarried(
  { engine, nodes, snapshot, signal }: ArpRoom,
  request: ServiceRequest,
): Promise<CarriedSeen> {
  const { from, director, address, port } = request;
  const { name: device, network } = nodes.interfaceTo(from, address);
  const sources = nodes.take(network, CLIENTS);
  const hold = [...SHELL, HOLD_SCRIPT, 'sh', device, sources.join(','), address, String(port), String(PATIENCE_MS)];
  const [eye, hand] = await Promise.all([
    watchInNode(engine, nodes.node(director), [...SHELL, LOOKS_SCRIPT]),
    watchInNode(engine, nodes.node(from), hold),
  ]);
  const doors = nodes.interfacesOf(director).map((one) => ({
    node: nodes.node(director),
    device: one.name,
    filter: `tcp and dst host ${address} and dst port ${port}`,
  }));
  return whileTalking(hand, `${from}: connections of new clients`, (say) =>
    whileTalking(eye, `${director}: looking at its services`, async (ask) => {
      const look = async (when: 'before' | 'after'): Promise<IpvsTables> => readTables(when, await ask(when));
      const before = await look('before');
      const { result, frames } = await whileCapturing(engine, doors, () => say('open'), signal);
      const after = await look('after');
      const reached = sources.filter((source) =>
        frames
          .flat()
          .some(
            ({ destinationMac, packet }) =>
              packet.type === 'ip' && packet.source.address === source && hasMac(snapshot, director, destinationMac),
          ),
      );
      return { sources, accepted: Number(result), reached, before, after };
    }),
  );
}
