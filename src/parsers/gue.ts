/** An IPv4 packet in UDP, as IPVS wraps it with `--tun-type gue`: tcpdump prints the UDP and not what is in it. */
import { numberToAddress } from '../lab/address.ts';
import type { IpPacket } from './tcpdump-ip.ts';

const UDP = 17;
const TCP = 6;
const UDP_HEADER = 8;
const IPV4_HEADER = 20;
/** The protocol number of IPv4 in another packet. */
const IPV4 = 4;
/** Without this much there is no header of TCP. */
const TCP_HEADER = 20;
const FLAGS: readonly (readonly [number, string])[] = [
  [0x01, 'F'],
  [0x02, 'S'],
  [0x04, 'R'],
  [0x08, 'P'],
  [0x10, '.'],
];

/** How many bytes of header stand before the IPv4 packet; undefined where there is none. */
function wrapping(payload: Buffer): number | undefined {
  const [first, protocol] = payload;
  if (first === undefined) return undefined;
  // draft-ietf-intarea-gue: version 0 has a header, whose C bit marks control messages; version 1 is the packet itself.
  if (first >> 4 === IPV4) return 0;
  const isData = first >> 5 === 0;
  return isData && protocol === IPV4 ? 4 + (first & 0x1f) * 4 : undefined;
}

/** A sum of 16-bit words with the carries added: all ones over a header whose checksum is right. */
function isIntact(header: Buffer): boolean {
  let sum = 0;
  for (let at = 0; at + 1 < header.length; at += 2) sum += header.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum === 0xffff;
}

/** As tcpdump prints it, but for the numbers, which are absolute in every packet. */
function tcpOf(segment: Buffer): Pick<IpPacket, 'tcpFlags' | 'length' | 'detail'> {
  const bits = segment.readUInt8(13);
  const tcpFlags = FLAGS.flatMap(([bit, letter]) => ((bits & bit) === 0 ? [] : [letter])).join('');
  const length = Math.max(0, segment.length - (segment.readUInt8(12) >> 4) * 4);
  const ack = (bits & 0x10) === 0 ? '' : `, ack ${segment.readUInt32BE(8)}`;
  return { tcpFlags, length, detail: `Flags [${tcpFlags}], seq ${segment.readUInt32BE(4)}${ack}, length ${length}` };
}

function readIpv4(bytes: Buffer): IpPacket | undefined {
  if (bytes.length < IPV4_HEADER || bytes.readUInt8(0) >> 4 !== IPV4) return undefined;
  const header = (bytes.readUInt8(0) & 0x0f) * 4;
  if (header < IPV4_HEADER || bytes.length < header || !isIntact(bytes.subarray(0, header))) return undefined;
  const body = bytes.subarray(header, bytes.readUInt16BE(2));
  const ends = [12, 16].map((at) => numberToAddress(bytes.readUInt32BE(at)));
  const isTcp = bytes.readUInt8(9) === TCP && body.length >= TCP_HEADER;
  const [source, destination] = ends.map((address, side) => ({
    address,
    port: isTcp ? body.readUInt16BE(side * 2) : 0,
  }));
  if (!source || !destination) return undefined;
  const shared = { type: 'ip' as const, source, destination };
  return isTcp ? { ...shared, protocol: 'tcp', ...tcpOf(body) } : { ...shared, protocol: 'other', detail: '' };
}

/** @param bytes of the IP packet outside, from its header on. @returns what is wrapped in it; undefined: nothing of that kind */
export function readGue(bytes: Buffer): IpPacket | undefined {
  if (bytes.length < IPV4_HEADER || bytes.readUInt8(9) !== UDP) return undefined;
  const payload = bytes.subarray((bytes.readUInt8(0) & 0x0f) * 4 + UDP_HEADER);
  const before = wrapping(payload);
  return before === undefined ? undefined : readIpv4(payload.subarray(before));
}
