/** Whether a node's packet filter lets packets through. Pure. */
import { CLIENT_PORTS, readAddresses, rulesOnTheWay, type Packets } from '../checks/rule-match.ts';
import type { NodeSnapshot } from '../observe/snapshot.ts';
import type { Way } from './way.ts';

/** The tables that packets meet in a chain, in order. */
const TABLES = ['raw', 'mangle', 'filter'];
const DROPS = new Set(['DROP', 'REJECT']);

/** What of the request or of its reply comes to a chain. */
interface Part {
  source?: string;
  destination?: string;
  isReply?: boolean;
  input?: string | undefined;
  output?: string | undefined;
}

/** Packets of a request on its way, or of the reply. */
export function packetsOf(
  { request: { protocol }, port }: Pick<Way, 'request' | 'port'>,
  { source, destination, isReply = false, input, output }: Part,
): Packets {
  const service = port === undefined ? undefined : ([port, port] as const);
  const client = protocol === 'tcp' ? CLIENT_PORTS : undefined;
  return {
    sources: source === undefined ? undefined : readAddresses(source),
    destinations: destination === undefined ? undefined : readAddresses(destination),
    protocol: protocol === 'arp' ? undefined : protocol,
    sourcePorts: isReply ? service : client,
    destinationPorts: isReply ? client : service,
    input,
    output,
    state: isReply ? 'ESTABLISHED' : 'NEW',
  };
}

function droppedIn(
  table: string,
  chain: string,
  { rules, policies }: NodeSnapshot,
  packets: Packets,
): string | undefined {
  const inTable = rules.filter((rule) => rule.table === table);
  let mayBeAccepted = false;
  for (const { rule, isCertain } of rulesOnTheWay(inTable, packets, chain)) {
    if (rule.target === 'ACCEPT' && isCertain) return undefined;
    if (rule.target === 'ACCEPT') mayBeAccepted = true;
    // An uncertain ACCEPT before it may have let the packets through.
    if (DROPS.has(rule.target ?? '') && isCertain) return mayBeAccepted ? undefined : rule.text;
  }
  const policy = policies.find((one) => one.table === table && one.chain === chain)?.policy;
  return policy === 'DROP' && !mayBeAccepted ? `-P ${chain} DROP` : undefined;
}

/** The rule or policy that surely drops the packets. Filters that nft alone can show are not read. */
export function dropOf(seen: NodeSnapshot, chain: string, packets: Packets): string | undefined {
  for (const table of TABLES) {
    const rule = droppedIn(table, chain, seen, packets);
    if (rule !== undefined) return rule;
  }
  return undefined;
}
