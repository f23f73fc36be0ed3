import { expect } from 'chai';
import { readGue } from '../../../src/parsers/gue.ts';

// The first frame of tcpdump-gue.out: a SYN of 192.168.0.220 to 192.168.0.240 in GUE from 192.168.0.210 to 192.168.100.223.
const OUTER = '4500005c000040003f11548fc0a800d2c0a864df';
const UDP = '8dc917c000480000';
const GUE = '00040000';
const INNER =
  '4500003c616a40003f065735c0a800dcc0a800f0b7aa00501ae3575100000000a002faf086080000020405b40402080a4bd3cde4000000000103030a';

const read = (...parts: string[]) => readGue(Buffer.from(parts.join(''), 'hex'));

describe('readGue', () => {
  const packet = {
    type: 'ip',
    source: { address: '192.168.0.220', port: 47_018 },
    destination: { address: '192.168.0.240', port: 80 },
    protocol: 'tcp',
    tcpFlags: 'S',
    length: 0,
    detail: 'Flags [S], seq 451106641, length 0',
  };

  it('finds the packet behind the header', () => {
    expect(read(OUTER, UDP, GUE, INNER)).to.deep.equal(packet);
  });

  it('finds it behind options, and without a header, as version 1 and FOU have it', () => {
    expect(read(OUTER, UDP, '0204000180000000', '00140024', INNER)).to.deep.equal(packet);
    expect(read(OUTER, UDP, INNER)).to.deep.equal(packet);
  });

  it('finds it behind options of the outer header', () => {
    expect(read(OUTER.replace('45', '46'), '01010101', UDP, GUE, INNER)).to.deep.equal(packet);
  });

  it('reads a packet of another protocol without its ports', () => {
    const icmp = `45000054000040004001b78cc0a800dcc0a800f0`.padEnd(168, '0');
    expect(read(OUTER, UDP, GUE, icmp)).to.deep.equal({
      type: 'ip',
      source: { address: '192.168.0.220', port: 0 },
      destination: { address: '192.168.0.240', port: 0 },
      protocol: 'other',
      detail: '',
    });
  });

  const none = [
    { description: 'UDP around something else', parts: [OUTER, UDP, '746578742c206e6f207061636b6574'] },
    { description: 'a control message', parts: [OUTER, UDP, '20040000', INNER] },
    { description: 'IPv6 inside', parts: [OUTER, UDP, '00290000', INNER] },
    { description: 'a header that was damaged', parts: [OUTER, UDP, GUE, INNER.replace('c0a800f0', 'c0a800f1')] },
    { description: 'a packet that was cut in its header', parts: [OUTER, UDP, GUE, INNER.slice(0, 30)] },
    { description: 'no UDP', parts: [OUTER.replace('3f11', '3f06'), UDP, GUE, INNER] },
    { description: 'nothing in it', parts: [OUTER, UDP] },
    { description: 'no bytes', parts: [] },
  ];
  for (const { description, parts } of none) {
    it(`finds none with ${description}`, () => expect(read(...parts)).to.equal(undefined));
  }

  it('takes a segment that was cut in its header for a packet without ports', () => {
    expect(read(OUTER, UDP, GUE, INNER.slice(0, 60))).to.include({ protocol: 'other' });
  });
});
