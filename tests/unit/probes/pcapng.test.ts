import { expect } from 'chai';
import { PcapGarbled, PcapReader, pcapngHead, pcapngPacket } from '../../../src/probes/pcapng.ts';

const header = (): Buffer => {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt32LE(0xa1b2c3d4, 0);
  bytes.writeUInt32LE(1, 20);
  return bytes;
};
const packet = (seconds: number, micros: number, data: Buffer, length = data.length): Buffer => {
  const bytes = Buffer.alloc(16);
  for (const [index, value] of [seconds, micros, data.length, length].entries()) bytes.writeUInt32LE(value, index * 4);
  return Buffer.concat([bytes, data]);
};

describe('PcapReader', () => {
  it('gives the packets, however the bytes are cut', () => {
    const data = Buffer.from('01020304050607', 'hex');
    const whole = Buffer.concat([header(), packet(1795344183, 5, data), packet(1795344184, 6, data, 1500)]);
    for (const size of [1, 3, 24, 40, whole.length]) {
      const reader = new PcapReader();
      const packets = [];
      for (let at = 0; at < whole.length; at += size) packets.push(...reader.take(whole.subarray(at, at + size)));
      expect(packets).to.deep.equal([
        { time: 1795344183000005n, length: 7, bytes: data },
        { time: 1795344184000006n, length: 1500, bytes: data },
      ]);
    }
  });

  it('refuses what is no pcap, and a frame of impossible length', () => {
    expect(() => new PcapReader().take(Buffer.alloc(24, 1))).to.throw(PcapGarbled, '0x1010101');
    const long = Buffer.alloc(16);
    long.writeUInt32LE(0xffff_ffff, 8);
    expect(() => new PcapReader().take(Buffer.concat([header(), long]))).to.throw(PcapGarbled, '4294967295 bytes');
  });
});

/** Blocks as type and body; their two lengths must agree. */
function blocksOf(file: Buffer): { type: number; body: Buffer }[] {
  const blocks = [];
  for (let at = 0; at < file.length;) {
    const length = file.readUInt32LE(at + 4);
    expect(length % 4).to.equal(0);
    expect(file.readUInt32LE(at + length - 4)).to.equal(length);
    blocks.push({ type: file.readUInt32LE(at), body: file.subarray(at + 8, at + length - 4) });
    at += length;
  }
  return blocks;
}

describe('a pcapng file', () => {
  it('names its interfaces, and packets name theirs', () => {
    const bytes = Buffer.from('0102030405', 'hex');
    const time = 1795344183000005n;
    const [section, first, second, sent] = blocksOf(
      Buffer.concat([pcapngHead(['lvs01:eth0', 'gateway:eth1']), pcapngPacket(1, { time, length: 60, bytes })]),
    );
    expect(section?.type).to.equal(0x0a0d0d0a);
    expect(
      [first, second].map((one) => [one?.type, one?.body.readUInt16LE(0), one?.body.readUInt16LE(8)]),
    ).to.deep.equal([
      [1, 1, 2],
      [1, 1, 2],
    ]);
    expect(first?.body.subarray(12, 12 + (first.body.readUInt16LE(10) ?? 0)).toString()).to.equal('lvs01:eth0');
    expect(second?.body.subarray(12, 12 + (second.body.readUInt16LE(10) ?? 0)).toString()).to.equal('gateway:eth1');
    expect(sent?.type).to.equal(6);
    expect(sent?.body.readUInt32LE(0)).to.equal(1);
    expect((BigInt(sent?.body.readUInt32LE(4) ?? 0) << 32n) + BigInt(sent?.body.readUInt32LE(8) ?? 0)).to.equal(time);
    expect([sent?.body.readUInt32LE(12), sent?.body.readUInt32LE(16)]).to.deep.equal([5, 60]);
    expect(sent?.body.subarray(20, 25)).to.deep.equal(bytes);
  });
});
