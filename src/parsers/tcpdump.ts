/** Parses `tcpdump -e -nn -tt -l` on an Ethernet interface, with or without `-x`. */
import { isIpv4 } from '../util/address.ts';
import { readGue } from './gue.ts';
import { type IpHeader, readIpHeader } from './ip-header.ts';
import { type Line, splitLines } from './lines.ts';
import { ParseError } from './parse-error.ts';
import { type IpPacket, readIp } from './tcpdump-ip.ts';

export type { IpPacket } from './tcpdump-ip.ts';

/** An ARP request: `sender` asks who has `target`. */
export interface ArpRequestPacket {
  type: 'arp-request';
  target: string;
  /** 0.0.0.0 in an ARP probe. */
  sender: string;
}

/** An ARP reply: `address` is at `mac`. */
export interface ArpReplyPacket {
  type: 'arp-reply';
  address: string;
  mac: string;
}

/** Bridge protocols, VLANs, and frames that tcpdump could not decode. */
export interface OtherPacket {
  type: 'other';
  detail: string;
}

export type Packet = ArpRequestPacket | ArpReplyPacket | IpPacket | OtherPacket;

export interface Frame {
  /** Seconds since the epoch. */
  time: number;
  sourceMac: string;
  destinationMac: string;
  /** Bytes, Ethernet header included. */
  length: number;
  packet: Packet;
  /** Of an IPv4 packet, where it was asked for: what the text does not tell. */
  header?: IpHeader;
}

const BROADCAST = 'ff:ff:ff:ff:ff:ff';
const MAC = '([0-9a-f]{2}(?::[0-9a-f]{2}){5})';
const FRAME = new RegExp(`^(\\d+\\.\\d+) ${MAC} > ${MAC}, (.*?), length (\\d+):(?: (.*))?$`);
const REQUEST = /^Request who-has ([\d.]+)(?: \([0-9a-f:]+\))? tell ([\d.]+)(?:, length \d+)?$/;
const REPLY = new RegExp(`^Reply ([\\d.]+) is-at ${MAC}(?:, length \\d+)?$`);

// Request who-has 192.168.0.224 tell 192.168.0.100, length 28
// Request who-has 192.168.0.226 (ff:ff:ff:ff:ff:ff) tell 192.168.0.226, length 28
// Reply 192.168.0.224 is-at 02:42:c0:a8:00:d2, length 28
function readArp(text: string): Packet | undefined {
  const [, target = '', sender = ''] = REQUEST.exec(text) ?? [];
  if (isIpv4(target) && isIpv4(sender)) return { type: 'arp-request', target, sender };
  const [, address = '', mac = ''] = REPLY.exec(text) ?? [];
  return isIpv4(address) ? { type: 'arp-reply', address, mac } : undefined;
}

/** @param link tcpdump's text for the Ethernet header: `ethertype IPv4 (0x0800)` */
function readPacket(link: string, detail: string): Packet {
  const read = /^ethertype IPv[46] /.test(link) ? readIp(detail) : link.startsWith('ethertype ARP ') && readArp(detail);
  return read || { type: 'other', detail };
}

// 1795335314.045895 02:42:c0:a8:00:64 > ff:ff:ff:ff:ff:ff, ethertype ARP (0x0806), length 42: Request who-has …
function readFrame(text: string): Frame | undefined {
  const [, time, sourceMac, destinationMac, link, length, detail = ''] = FRAME.exec(text) ?? [];
  if (sourceMac === undefined || destinationMac === undefined || link === undefined) return undefined;
  return { time: Number(time), sourceMac, destinationMac, length: Number(length), packet: readPacket(link, detail) };
}

//	0x0010:  c0a8 64df 8dc9 17c0 0048 0000 0004 0000
const BYTES = /^0x[0-9a-f]+: {2}([0-9a-f ]+)/;

/** The bytes that -x printed below each frame, by the line number of the frame. */
function bytesBelow(lines: Line[]): Map<number, string> {
  const dumps = new Map<number, string>();
  let frame = 0;
  for (const line of lines) {
    const [, bytes] = BYTES.exec(line.text) ?? [];
    if (bytes === undefined) frame = line.number;
    else dumps.set(frame, `${dumps.get(frame) ?? ''}${bytes.replaceAll(' ', '')}`);
  }
  return dumps;
}

/** Adds the packet inside a GUE packet, if the frame's bytes contain one. */
function unwrapped(frame: Frame, bytes: Buffer): Frame {
  const { packet } = frame;
  const inner = packet.type === 'ip' && packet.protocol === 'udp' ? readGue(bytes) : undefined;
  return inner && packet.type === 'ip' ? { ...frame, packet: { ...packet, protocol: 'gue', inner } } : frame;
}

function withHeader(frame: Frame, bytes: Buffer): Frame {
  const header = frame.packet.type === 'ip' ? readIpHeader(bytes) : undefined;
  return header ? { ...frame, header } : frame;
}

/** A line that begins with a time is a frame; titles and counts begin differently. */
const beginsWithTime = (line: Line): boolean => /^\d+\.\d+ /.test(line.text);

/** Skips lines that are not frames, and a last line that was truncated when tcpdump was ended.
 * @param headers also as data, from the bytes of -x
 * @throws ParseError if a line begins with a time but is not a frame, as without -e */
export function parseTcpdump(text: string, { headers = false }: { headers?: boolean | undefined } = {}): Frame[] {
  const lines = splitLines(text);
  const cut = text.endsWith('\n') ? undefined : lines.at(-1);
  const dumps = bytesBelow(lines);
  return lines.filter(beginsWithTime).flatMap((line) => {
    const frame = readFrame(line.text);
    if (!frame && line !== cut) throw new ParseError('a frame of tcpdump -e -nn -tt', line.number, line.text);
    const dump = dumps.get(line.number);
    if (!frame || dump === undefined) return frame ?? [];
    const bytes = Buffer.from(dump, 'hex');
    return unwrapped(headers ? withHeader(frame, bytes) : frame, bytes);
  });
}

/** Whether the frame is a gratuitous ARP: keepalived broadcasts requests for its own address, `arping -P -U` a reply. */
export function isGratuitousArp({ packet, destinationMac }: Frame): boolean {
  if (packet.type === 'arp-request') return packet.target === packet.sender;
  return packet.type === 'arp-reply' && destinationMac === BROADCAST;
}
