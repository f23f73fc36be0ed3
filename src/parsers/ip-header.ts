/** Decodes the headers of an IPv4 packet from its bytes, as `tcpdump -x` prints them: what its text does not tell. Pure. */
import { numberToAddress } from '../util/address.ts';
import { tcpFlags } from './tcp-flags.ts';

export interface TcpHeader {
  /** Absolute in every packet; tcpdump prints relative numbers from the second packet on. */
  seq: number;
  ack: number;
  /** As tcpdump prints them: S, S., ., P., F., R … */
  flags: string;
  /** Bytes of payload by the length in the IP header, captured or not. */
  payload: number;
}

export interface IcmpHeader {
  type: number;
  code: number;
  /** Of an echo request or reply. */
  echo?: { id: number; seq: number };
  /** The packet that an error is about. Of its transport header the ports alone. */
  about?: IpHeader;
}

export interface IpHeader {
  source: string;
  destination: string;
  /** Identification: the sender gives each packet another one, and nobody on the way changes it. Linux gives 0 to some (SYN-ACK, RST). */
  id: number;
  ttl: number;
  /** IANA's number: 1 ICMP, 4 IP in IP, 6 TCP, 17 UDP, 47 GRE. */
  protocol: number;
  /** 0 without ports. */
  sourcePort: number;
  destinationPort: number;
  tcp?: TcpHeader;
  icmp?: IcmpHeader;
  /** The packet that this one carries: IP in IP, and GRE with IPv4 inside. */
  inner?: IpHeader;
}

const ICMP = 1;
const IPIP = 4;
const TCP = 6;
const UDP = 17;
const GRE = 47;
const IP_HEADER = 20;
const TCP_HEADER = 20;
const ICMP_HEADER = 8;
/** Deeper than this nothing is unwrapped. */
const MAX_DEPTH = 4;
const ECHO = [0, 8];
/** Unreachable, redirect, time exceeded, parameter problem: they quote what they are about. */
const ERRORS = [3, 5, 11, 12];

function tcpOf(body: Buffer, length: number): TcpHeader | undefined {
  if (body.length < TCP_HEADER) return undefined;
  const bits = body.readUInt8(13);
  return {
    seq: body.readUInt32BE(4),
    ack: body.readUInt32BE(8),
    flags: tcpFlags(bits),
    payload: Math.max(0, length - (body.readUInt8(12) >> 4) * 4),
  };
}

function icmpOf(body: Buffer, depth: number): IcmpHeader | undefined {
  if (body.length < ICMP_HEADER) return undefined;
  const [type, code] = [body.readUInt8(0), body.readUInt8(1)];
  const about = ERRORS.includes(type) ? readIpHeader(body.subarray(ICMP_HEADER), depth + 1) : undefined;
  return {
    type,
    code,
    ...(ECHO.includes(type) && { echo: { id: body.readUInt16BE(4), seq: body.readUInt16BE(6) } }),
    ...(about && { about }),
  };
}

/** RFC 2784, 2890: flags, the carried protocol, then a checksum, a key and a sequence number where their flags say so. */
function greInside(body: Buffer): Buffer | undefined {
  if (body.length < 4 || body.readUInt16BE(2) !== 0x0800) return undefined;
  const optional = [0x80, 0x20, 0x10].filter((bit) => (body.readUInt8(0) & bit) !== 0).length;
  return body.subarray(4 + optional * 4);
}

/** @param bytes from the IP header on. @returns undefined for what is no IPv4 packet, or was cut off within its header */
export function readIpHeader(bytes: Buffer, depth = 0): IpHeader | undefined {
  if (depth > MAX_DEPTH || bytes.length < IP_HEADER || bytes.readUInt8(0) >> 4 !== 4) return undefined;
  const header = (bytes.readUInt8(0) & 0x0f) * 4;
  if (header < IP_HEADER || bytes.length < header) return undefined;
  const protocol = bytes.readUInt8(9);
  const body = bytes.subarray(header, Math.max(header, bytes.readUInt16BE(2)));
  const isFirst = (bytes.readUInt16BE(6) & 0x1fff) === 0;
  const hasPorts = isFirst && (protocol === TCP || protocol === UDP) && body.length >= 4;
  const tcp = isFirst && protocol === TCP ? tcpOf(body, bytes.readUInt16BE(2) - header) : undefined;
  const icmp = isFirst && protocol === ICMP ? icmpOf(body, depth) : undefined;
  const inside = protocol === IPIP ? body : protocol === GRE ? greInside(body) : undefined;
  const inner = isFirst && inside ? readIpHeader(inside, depth + 1) : undefined;
  return {
    source: numberToAddress(bytes.readUInt32BE(12)),
    destination: numberToAddress(bytes.readUInt32BE(16)),
    id: bytes.readUInt16BE(4),
    ttl: bytes.readUInt8(8),
    protocol,
    sourcePort: hasPorts ? body.readUInt16BE(0) : 0,
    destinationPort: hasPorts ? body.readUInt16BE(2) : 0,
    ...(tcp && { tcp }),
    ...(icmp && { icmp }),
    ...(inner && { inner }),
  };
}
