/** Parses tcpdump's description of an IP packet, which follows the Ethernet header. */
import { isIpv4 } from '../util/address.ts';
import { type Endpoint, isIpv6, readPort } from './endpoint.ts';

/** An IPv4 or IPv6 packet, as the addresses show. */
export interface IpPacket {
  type: 'ip';
  /** icmp means ICMP of IPv4 only; other: IGMP, ICMPv6, SCTP, GRE with anything but IP inside … */
  protocol: 'tcp' | 'udp' | 'icmp' | 'vrrp' | 'ipip' | 'gre' | 'gue' | 'other';
  /** Port 0 if there is none, as in all fragments except the first. */
  source: Endpoint;
  destination: Endpoint;
  /** S, S., ., P., F., R, R. … */
  tcpFlags?: string;
  /** Bytes of payload, if tcpdump prints it. */
  length?: number;
  /** The encapsulated packet: for ipip and gre, and for gue if the capture includes the bytes. */
  inner?: IpPacket;
  /** Everything after the addresses. */
  detail: string;
}

type Protocol = IpPacket['protocol'];

/** Deepest nesting of IP in IP that is taken apart; deeper, the rest stays in `detail`. */
const MAX_DEPTH = 4;

const ADDRESSES = /^(\S+) > (\S+?):(?: (.*))?$/;

// GREv0, off 0x0, proto IPv4 (0x0800), length 68: 192.168.0.220.59042 > 192.168.0.240.80: Flags [S], …
const GRE = /^GREv0, (?:.*?, )?length \d+: (?:IP )?(.*)$/;

const KINDS: readonly (readonly [RegExp, Protocol])[] = [
  [/^(?:Flags \[|\[\|tcp\]|ip-proto-6$)/, 'tcp'],
  [/^(?:ICMP |ip-proto-1$)/, 'icmp'],
  [/^(?:VRRPv|ip-proto-112$)/, 'vrrp'],
  [/^ip-proto-4$/, 'ipip'],
  [/^(?:UDP\b|ip-proto-17$)/, 'udp'],
  [/^sctp\b/, 'other'],
];

/** `192.168.0.100.50286`, `192.168.0.100`, `2001:db8::100.34442`: a port follows the address after a dot. */
function readDotted(word: string): Endpoint | undefined {
  const dots = word.split('.').length - 1;
  const at = dots === 4 || dots === 1 ? word.lastIndexOf('.') : word.length;
  const address = word.slice(0, at);
  const port = at === word.length ? 0 : readPort(word.slice(at + 1));
  return port !== undefined && (isIpv4(address) || isIpv6(address)) ? { address, port } : undefined;
}

/** If tcpdump decodes the payload (`4660+ A? www.example.com. (33)`), it does not name the protocol, which is then UDP. */
function protocolOf(detail: string, hasPorts: boolean): Protocol {
  const known = KINDS.find(([pattern]) => pattern.test(detail));
  return known?.[1] ?? (hasPorts ? 'udp' : 'other');
}

function lengthOf(detail: string): number | undefined {
  const [, length] = /, length (\d+)/.exec(detail) ?? /\((\d+)\)$/.exec(detail) ?? [];
  return length === undefined ? undefined : Number(length);
}

function describe(detail: string, hasPorts: boolean, depth: number): Omit<IpPacket, 'type' | 'source' | 'destination'> {
  const [gre, wrapped = detail] = GRE.exec(detail) ?? [];
  const inner = hasPorts || depth === MAX_DEPTH ? undefined : readIp(wrapped, depth + 1);
  if (inner) return { protocol: gre === undefined ? 'ipip' : 'gre', inner, detail };
  const protocol = protocolOf(detail, hasPorts);
  const tcpFlags = /^Flags \[([^\]]*)\]/.exec(detail)?.[1];
  const length = lengthOf(detail);
  return { protocol, ...(tcpFlags !== undefined && { tcpFlags }), ...(length !== undefined && { length }), detail };
}

// 192.168.0.100.50286 > 192.168.0.224.80: Flags [P.], seq 0:77, ack 1, win 2008, length 77: HTTP: GET / HTTP/1.1
// 192.168.0.210 > 192.168.0.221: 192.168.0.100.41784 > 192.168.0.224.443: Flags [S], seq 2357129201, …, length 0
// 192.168.0.210 > 224.0.0.18: VRRPv2, Advertisement, vrid 51, prio 150, authtype simple, intvl 1s, length 20
/** undefined if `text` does not begin with two addresses. */
export function readIp(text: string, depth = 0): IpPacket | undefined {
  const [, from = '', to = '', detail = ''] = ADDRESSES.exec(text) ?? [];
  const source = readDotted(from);
  const destination = readDotted(to);
  if (!source || !destination) return undefined;
  const hasPorts = source.port !== 0 || destination.port !== 0;
  return { type: 'ip', source, destination, ...describe(detail, hasPorts, depth) };
}
