/** Parses `ipvsadm -Lnc`, with or without `--persistent-conn`. */
import { endpointReader, type Endpoint, type Printed, type ReadEndpoint } from './endpoint.ts';
import { mapLines, splitLines, splitWords } from './lines.ts';

export type { Endpoint } from './endpoint.ts';

/** One connection, or a persistence template: then the client's port is 0, its address is masked with the service's
 * persistence mask, and of a firewall mark's template the protocol is IP and the virtual address is the mark
 * (`0.0.0.1:0`; of IPv6 the mark 6 is `[0:6::]:0`). The state of a template is NONE, and on newer kernels ASSURED once a connection was established. */
export interface Connection {
  /** TCP, UDP, SCTP, IP. */
  protocol: string;
  expiresSeconds: number;
  state: string;
  client: Endpoint;
  virtual: Endpoint;
  destination: Endpoint;
  /** Only with `--persistent-conn`, of templates of a service with `--pe`. */
  persistence?: { engine: string; data: string };
}

const WHAT = 'a row of ipvsadm -Lnc';
const TITLES = /^(?:IPVS connection entries|pro expire )/;
const PROTOCOL = /^[A-Z][A-Za-z0-9_]*$/;

// 14:57, and 1440:00 for a day
function readExpiry(word: string): number | undefined {
  const [, minutes, seconds] = /^(\d+):([0-5]\d)$/.exec(word) ?? [];
  return seconds === undefined ? undefined : Number(minutes) * 60 + Number(seconds);
}

// UDP 00:57  NONE        192.168.0.100:0    192.168.0.224:5060 192.168.0.221:5060 sip                a@192.168.0.100
function readConnection(text: string, readEndpoint: ReadEndpoint): Connection | undefined {
  const words = splitWords(text);
  const [protocol = '', expires = '', state = '', from, to, chosen, engine, data] = words;
  const expiresSeconds = readExpiry(expires);
  const [client, virtual, destination] = [from, to, chosen].map(readEndpoint);
  if (!PROTOCOL.test(protocol) || (words.length !== 6 && words.length !== 8)) return undefined;
  if (expiresSeconds === undefined || !client || !virtual || !destination) return undefined;
  const persistence = engine !== undefined && data !== undefined && { persistence: { engine, data } };
  return { protocol, expiresSeconds, state, client, virtual, destination, ...persistence };
}

/** The entries in the order of the kernel's hash table, which is arbitrary. @throws ParseError */
export function parseConnections(text: string, printed?: Printed): Connection[] {
  const rows = splitLines(text).filter((line) => !TITLES.test(line.text));
  const readEndpoint = endpointReader(printed);
  return mapLines(rows, WHAT, (row) => readConnection(row, readEndpoint));
}
