/** The rows that `ipvsadm -Ln` has in common with `--stats` and `--rate`. */
import { type Endpoint, readEndpoint } from './endpoint.ts';
import { readCount, splitWords } from './lines.ts';

export type Protocol = 'tcp' | 'udp' | 'sctp' | 'fwm';

export interface ServiceName {
  protocol: Protocol;
  /** '' for a firewall mark. */
  address: string;
  /** 0 for a firewall mark. */
  port: number;
  /** Only for a firewall mark. */
  mark?: number;
  /** Only for a firewall mark, which has no address to tell the family by; absent: IPv4. */
  family?: 'inet6';
}

export type Row =
  | { kind: 'service'; name: ServiceName; words: string[]; rest: string[] }
  | { kind: 'destination'; endpoint: Endpoint; words: string[]; rest: string[] };

const TITLES = /^(?:IP Virtual Server version |Prot LocalAddress:Port |-> RemoteAddress:Port(?: |$))/;
const PROTOCOLS: ReadonlyMap<string, Protocol> = new Map([
  ['TCP', 'tcp'],
  ['UDP', 'udp'],
  ['SCTP', 'sctp'],
]);

export const isTitle = (text: string): boolean => TITLES.test(text);

// FWM  2 IPv6 rr
function readMarkRow(words: string[]): Row | undefined {
  const mark = readCount(words[1]);
  if (mark === undefined) return undefined;
  const name: ServiceName = { protocol: 'fwm', address: '', port: 0, mark };
  if (words[2] !== 'IPv6') return { kind: 'service', name, words: words.slice(0, 2), rest: words.slice(2) };
  return { kind: 'service', name: { ...name, family: 'inet6' }, words: words.slice(0, 3), rest: words.slice(3) };
}

// TCP  192.168.0.224:443 sh (sh-fallback,sh-port) persistent 360 mask 255.255.255.0
function readServiceRow(words: string[]): Row | undefined {
  const protocol = PROTOCOLS.get(words[0] ?? '');
  const endpoint = readEndpoint(words[1]);
  if (!protocol || !endpoint) return undefined;
  return { kind: 'service', name: { protocol, ...endpoint }, words: words.slice(0, 2), rest: words.slice(2) };
}

//   -> 192.168.0.221:443            Tunnel  1      0          0
function readDestinationRow(words: string[]): Row | undefined {
  const endpoint = readEndpoint(words[1]);
  return endpoint && { kind: 'destination', endpoint, words: words.slice(1, 2), rest: words.slice(2) };
}

/** Splits a row into what it is about and the columns that follow; undefined when it is about nothing known. */
export function readRow(text: string): Row | undefined {
  const words = splitWords(text);
  if (words[0] === '->') return readDestinationRow(words);
  return words[0] === 'FWM' ? readMarkRow(words) : readServiceRow(words);
}
