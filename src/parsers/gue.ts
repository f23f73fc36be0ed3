/** Decodes an IPv4 packet inside UDP, which IPVS sends with `--tun-type gue`; tcpdump prints only the outer UDP packet. */
import { numberToAddress } from '../util/address.ts';
import { tcpFlags } from './tcp-flags.ts';
import type { IpPacket } from './tcpdump-ip.ts';

const UDP = 17;
const TCP = 6;
const UDP_HEADER = 8;
const IPV4_HEADER = 20;
/** The protocol number of an encapsulated IPv4 packet. */
const IPV4 = 4;
/** The minimum length of a TCP header. */
const TCP_HEADER = 20;

/** The length of the GUE header before the IPv4 packet; undefined if there is no such packet. */
function wrapping(payload: Buffer): number | undefined {
  const [first, protocol] = payload;
  if (first === undefined) return undefined;
  // draft-ietf-intarea-gue: version 0 has a header, whose C bit marks control messages; version 1 is the packet itself.
  if (first >> 4 === IPV4) return 0;
  const isData = first >> 5 === 0;
  return isData && protocol === IPV4 ? 4 + (first & 0x1f) * 4 : undefined;
}

/** Verifies the checksum of an IPv4 header: the one's complement sum of its 16-bit words must be all ones. */
function isIntact(header: Buffer): boolean {
  let sum = 0;
  for (let at = 0; at + 1 < header.length; at += 2) sum += header.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum === 0xffff;
}

/** Formats a TCP segment like tcpdump, except that sequence numbers are absolute in every packet. */
function tcpOf(segment: Buffer): Pick<IpPacket, 'tcpFlags' | 'length' | 'detail'> {
  const bits = segment.readUInt8(13);
  const flags = tcpFlags(bits);
  const length = Math.max(0, segment.length - (segment.readUInt8(12) >> 4) * 4);
  const ack = (bits & 0x10) === 0 ? '' : `, ack ${segment.readUInt32BE(8)}`;
  return {
    tcpFlags: flags,
    length,
    detail: `Flags [${flags}], seq ${segment.readUInt32BE(4)}${ack}, length ${length}`,
  };
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

/** @param bytes the outer IP packet, from its header on. @returns the encapsulated packet; undefined if there is none */
export function readGue(bytes: Buffer): IpPacket | undefined {
  if (bytes.length < IPV4_HEADER || bytes.readUInt8(9) !== UDP) return undefined;
  const payload = bytes.subarray((bytes.readUInt8(0) & 0x0f) * 4 + UDP_HEADER);
  const before = wrapping(payload);
  return before === undefined ? undefined : readIpv4(payload.subarray(before));
}
