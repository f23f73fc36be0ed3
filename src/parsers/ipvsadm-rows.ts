/** Rows shared by all tables of `ipvsadm -Ln`, and the titles that distinguish the tables. */
import { endpointReader, type Endpoint, type Printed, type ReadEndpoint } from './endpoint.ts';
import { readCount, splitLines, splitWords } from './lines.ts';
import { ParseError } from './parse-error.ts';

export type Protocol = 'tcp' | 'udp' | 'sctp' | 'fwm';

/** A firewall mark has the address '' and the port 0. */
export interface ServiceName extends Endpoint {
  protocol: Protocol;
  /** Only for a firewall mark. */
  mark?: number;
  /** Only for a firewall mark, whose address family cannot be seen from an address; absent: IPv4. */
  family?: 'inet6';
}

export type Row =
  | { kind: 'service'; name: ServiceName; words: string[]; rest: string[] }
  | { kind: 'destination'; endpoint: Endpoint; words: string[]; rest: string[] };

const TITLES = /^(?:IP Virtual Server version |Prot LocalAddress:Port |-> RemoteAddress:Port(?: |$))/;
const COLUMNS = 'Prot ';
const PROTOCOLS: ReadonlyMap<string, Protocol> = new Map([
  ['TCP', 'tcp'],
  ['UDP', 'udp'],
  ['SCTP', 'sctp'],
]);

// FWM  2 IPv6 rr
function readMarkRow(words: string[]): Row | undefined {
  const mark = readCount(words[1]);
  if (mark === undefined) return undefined;
  const name: ServiceName = { protocol: 'fwm', address: '', port: 0, mark };
  if (words[2] !== 'IPv6') return { kind: 'service', name, words: words.slice(0, 2), rest: words.slice(2) };
  return { kind: 'service', name: { ...name, family: 'inet6' }, words: words.slice(0, 3), rest: words.slice(3) };
}

// TCP  192.168.0.224:443 sh (sh-fallback,sh-port) persistent 360 mask 255.255.255.0
function readServiceRow(words: string[], read: ReadEndpoint): Row | undefined {
  const protocol = PROTOCOLS.get(words[0] ?? '');
  const endpoint = read(words[1]);
  if (!protocol || !endpoint) return undefined;
  return { kind: 'service', name: { protocol, ...endpoint }, words: words.slice(0, 2), rest: words.slice(2) };
}

//   -> 192.168.0.221:443            Tunnel  1      0          0
function readDestinationRow(words: string[], read: ReadEndpoint): Row | undefined {
  const endpoint = read(words[1]);
  return endpoint && { kind: 'destination', endpoint, words: words.slice(1, 2), rest: words.slice(2) };
}

/** Splits a row into its service or server and the following columns; undefined if it has neither. */
function readRow(text: string, read: ReadEndpoint): Row | undefined {
  const words = splitWords(text);
  if (words[0] === '->') return readDestinationRow(words, read);
  return words[0] === 'FWM' ? readMarkRow(words) : readServiceRow(words, read);
}

/** A table: the name of its rows in error messages, and the title that distinguishes it. */
export interface Table {
  what: string;
  column: string;
}

/**
 * Passes each row to `take`, which returns whether it is valid there.
 * @throws ParseError for an invalid row, a row before the table's title, or the title of another table
 */
export function eachRow(
  text: string,
  { what, column }: Table,
  printed: Printed | undefined,
  take: (row: Row) => boolean,
): void {
  const read = endpointReader(printed);
  let isOurs = false;
  for (const { number, text: line } of splitLines(text)) {
    isOurs ||= line.startsWith(COLUMNS) && `${line} `.includes(column);
    if (TITLES.test(line) && (isOurs || !line.startsWith(COLUMNS))) continue;
    const row = isOurs ? readRow(line, read) : undefined;
    if (!row || !take(row)) throw new ParseError(what, number, line);
  }
}
