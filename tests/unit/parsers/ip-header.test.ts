import { expect } from 'chai';
import { readIpHeader } from '../../../src/parsers/ip-header.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(/\s/g, ''), 'hex');

/** 192.168.0.220.36360 > 192.168.0.240.80, SYN */
const TCP = '4500 0028 3039 4000 4006 b88e c0a8 00dc c0a8 00f0 8e08 0050 10ac de56 0000 0000 5002 faf0 0000 0000';
const outer = (protocol: string, length: string): string =>
  `4500 ${length} 1111 4000 40${protocol} 0000 c0a8 00d2 c0a8 c8df`;

describe('readIpHeader', () => {
  it('reads what nobody on the way changes', () => {
    expect(readIpHeader(bytes(TCP))).to.deep.equal({
      source: '192.168.0.220',
      destination: '192.168.0.240',
      id: 12345,
      ttl: 64,
      protocol: 6,
      sourcePort: 36360,
      destinationPort: 80,
      tcp: { seq: 279764566, ack: 0, flags: 'S', payload: 0 },
    });
  });

  it('reads the inner header of IP in IP and of GRE', () => {
    for (const [protocol, length, between] of [
      ['04', '003c', ''],
      ['2f', '0040', '0000 0800'],
    ] as const) {
      const header = readIpHeader(bytes(`${outer(protocol, length)} ${between} ${TCP}`));
      expect([header?.id, header?.destination, header?.inner?.id]).to.deep.equal([0x1111, '192.168.200.223', 12345]);
    }
  });

  it('reads an echo, and what an ICMP error is about', () => {
    const echo = readIpHeader(bytes(`${outer('01', '001c')} 0800 0000 002a 0003`));
    expect(echo?.icmp).to.deep.equal({ type: 8, code: 0, echo: { id: 42, seq: 3 } });
    const error = readIpHeader(bytes(`${outer('01', '0038')} 0301 0000 0000 0000 ${TCP.slice(0, 69)}`));
    expect([error?.icmp?.type, error?.icmp?.about?.destination, error?.icmp?.about?.destinationPort]).to.deep.equal([
      3,
      '192.168.0.240',
      80,
    ]);
  });

  it('reads no ports of a later fragment', () => {
    expect(readIpHeader(bytes(TCP.replace('3039 4000', '3039 00b9')))).to.not.have.property('tcp');
  });

  it('reads nothing of what is no IPv4 packet, or was cut in its header', () => {
    for (const hex of ['', '4500 0028', '6000', `60${TCP.slice(2)}`, `44${TCP.slice(2)}`]) {
      expect(readIpHeader(bytes(hex)), hex).to.equal(undefined);
    }
  });
});
