/**
 * Captures of many interfaces as one pcapng file (draft-ietf-opsawg-pcapng), from the pcap that each tcpdump prints (its classic
 * format, draft-ietf-opsawg-pcap). Pure.
 */
const PCAP_HEADER_BYTES = 24;
const PACKET_HEADER_BYTES = 16;
/** Microseconds, little-endian: what tcpdump writes here. */
const PCAP_MAGIC = 0xa1b2c3d4;
/** tcpdump's own limit. */
const MOST_BYTES = 262_144;

export interface CapturedPacket {
  /** Microseconds since 1970, by the clock of the machine that captured it. */
  time: bigint;
  /** Of the frame; `bytes` may be fewer. */
  length: number;
  bytes: Buffer;
}

/** Thrown when what a capture prints is no pcap. */
export class PcapGarbled extends Error {
  override readonly name = 'PcapGarbled';
}

/** Cuts the pcap that tcpdump prints into packets, as it comes in. */
export class PcapReader {
  #rest: Buffer = Buffer.alloc(0);
  #hasHeader = false;

  /** @returns the packets that are complete. @throws PcapGarbled */
  take(chunk: Buffer): CapturedPacket[] {
    let rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const packets: CapturedPacket[] = [];
    if (!this.#hasHeader && rest.length >= PCAP_HEADER_BYTES) {
      const magic = rest.readUInt32LE(0);
      if (magic !== PCAP_MAGIC) throw new PcapGarbled(`a capture begins with 0x${magic.toString(16)}, expected pcap`);
      this.#hasHeader = true;
      rest = rest.subarray(PCAP_HEADER_BYTES);
    }
    while (this.#hasHeader && rest.length >= PACKET_HEADER_BYTES) {
      const kept = rest.readUInt32LE(8);
      if (kept > MOST_BYTES)
        throw new PcapGarbled(`a captured frame has ${kept} bytes, expected ${MOST_BYTES} at most`);
      const end = PACKET_HEADER_BYTES + kept;
      if (rest.length < end) break;
      packets.push({
        time: BigInt(rest.readUInt32LE(0)) * 1_000_000n + BigInt(rest.readUInt32LE(4)),
        length: rest.readUInt32LE(12),
        bytes: rest.subarray(PACKET_HEADER_BYTES, end),
      });
      rest = rest.subarray(end);
    }
    this.#rest = rest;
    return packets;
  }
}

const BLOCK = { section: 0x0a0d0d0a, interface: 1, packet: 6 };
const BYTE_ORDER = 0x1a2b3c4d;
const LINK_ETHERNET = 1;
/** Options of an interface block: its name; 0 ends the options. */
const IF_NAME = 2;

/** To a multiple of four, as all parts of a block are. */
const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

function block(type: number, body: Buffer): Buffer {
  const length = body.length + 12;
  const whole = Buffer.alloc(length);
  whole.writeUInt32LE(type, 0);
  whole.writeUInt32LE(length, 4);
  body.copy(whole, 8);
  whole.writeUInt32LE(length, length - 4);
  return whole;
}

function interfaceBlock(name: string): Buffer {
  const fixed = Buffer.alloc(8);
  fixed.writeUInt16LE(LINK_ETHERNET, 0);
  fixed.writeUInt32LE(MOST_BYTES, 4);
  const text = Buffer.from(name, 'utf8');
  const option = Buffer.alloc(4);
  option.writeUInt16LE(IF_NAME, 0);
  option.writeUInt16LE(text.length, 2);
  return block(BLOCK.interface, Buffer.concat([fixed, option, padded(text), Buffer.alloc(4)]));
}

/** The beginning of a file. @param names of its interfaces, which packets name by their index here */
export function pcapngHead(names: string[]): Buffer {
  const section = Buffer.alloc(16);
  section.writeUInt32LE(BYTE_ORDER, 0);
  section.writeUInt16LE(1, 4);
  // Its length is not known.
  section.writeBigInt64LE(-1n, 8);
  return Buffer.concat([block(BLOCK.section, section), ...names.map(interfaceBlock)]);
}

/** @param index of its interface */
export function pcapngPacket(index: number, { time, length, bytes }: CapturedPacket): Buffer {
  const fixed = Buffer.alloc(20);
  fixed.writeUInt32LE(index, 0);
  fixed.writeUInt32LE(Number(time >> 32n), 4);
  fixed.writeUInt32LE(Number(time & 0xffff_ffffn), 8);
  fixed.writeUInt32LE(bytes.length, 12);
  fixed.writeUInt32LE(length, 16);
  return block(BLOCK.packet, Buffer.concat([fixed, padded(bytes)]));
}
