import { expect } from 'chai';
import {
  addressToNumber,
  formatSubnet,
  hostsAcross,
  isHostOf,
  isInSubnet,
  isIpv4,
  numberToAddress,
  overlaps,
  parseSubnet,
  subnetSize,
  type Subnet,
} from '../../../src/util/address.ts';

const subnetOf = (text: string): Subnet => parseSubnet(text) ?? expect.fail(`${text} is no subnet`);

describe('isIpv4', () => {
  for (const value of ['0.0.0.0', '192.168.0.240', '255.255.255.255', '1.2.3.4', '10.0.0.1']) {
    it(`takes ${value}`, () => expect(isIpv4(value)).to.equal(true));
  }

  for (const value of [
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4 ',
    '1.2.3.4\n',
    '1.2.3.-4',
    '::1',
    '1.2.3.4/24',
    '0x1.2.3.4',
    '1..3.4',
  ]) {
    it(`refuses ${JSON.stringify(value)}`, () => expect(isIpv4(value)).to.equal(false));
  }
});

describe('addressToNumber and numberToAddress', () => {
  const cases: [string, number][] = [
    ['0.0.0.0', 0],
    ['0.0.1.0', 256],
    ['192.168.0.240', 3_232_235_760],
    ['255.255.255.255', 4_294_967_295],
  ];
  for (const [text, number] of cases) {
    it(`turn ${text} into ${number} and back`, () => {
      expect(addressToNumber(text)).to.equal(number);
      expect(numberToAddress(number)).to.equal(text);
    });
  }

  it('refuse what is no address', () => {
    expect(() => addressToNumber('192.168.0')).to.throw(RangeError, 'not an IPv4 address: 192.168.0');
  });
});

describe('parseSubnet', () => {
  const good: [string, Subnet][] = [
    ['192.168.0.0/24', { base: 3_232_235_520, prefix: 24 }],
    ['0.0.0.0/0', { base: 0, prefix: 0 }],
    ['128.0.0.0/1', { base: 2_147_483_648, prefix: 1 }],
    ['255.255.255.255/32', { base: 4_294_967_295, prefix: 32 }],
  ];
  for (const [text, subnet] of good) {
    it(`takes ${text}, which formatSubnet writes again`, () => {
      expect(parseSubnet(text)).to.deep.equal(subnet);
      expect(formatSubnet(subnet)).to.equal(text);
    });
  }

  for (const text of [
    '',
    '192.168.0.0',
    '192.168.0.1/24',
    '192.168.0.0/33',
    '192.168.0.0/',
    '192.168.0.0/24/8',
    '192.168.0.0/-1',
    'fe80::/10',
    '192.168.0/24',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => expect(parseSubnet(text)).to.equal(undefined));
  }
});

describe('a subnet', () => {
  it('has two to the power of its host bits as its size', () => {
    expect(
      ['0.0.0.0/0', '10.0.0.0/8', '10.0.0.4/30', '10.0.0.1/32'].map((text) => subnetSize(subnetOf(text))),
    ).to.deep.equal([4_294_967_296, 16_777_216, 4, 1]);
  });

  const cases = [
    { address: '192.168.0.0', subnet: '192.168.0.0/24', isInside: true, isHost: false },
    { address: '192.168.0.1', subnet: '192.168.0.0/24', isInside: true, isHost: true },
    { address: '192.168.0.254', subnet: '192.168.0.0/24', isInside: true, isHost: true },
    { address: '192.168.0.255', subnet: '192.168.0.0/24', isInside: true, isHost: false },
    { address: '192.168.1.0', subnet: '192.168.0.0/24', isInside: false, isHost: false },
    { address: '192.167.255.255', subnet: '192.168.0.0/24', isInside: false, isHost: false },
    { address: '200.1.2.3', subnet: '128.0.0.0/1', isInside: true, isHost: true },
    { address: '127.1.2.3', subnet: '128.0.0.0/1', isInside: false, isHost: false },
    { address: '10.0.0.1', subnet: '10.0.0.0/31', isInside: true, isHost: false },
    { address: '10.0.0.1', subnet: '10.0.0.1/32', isInside: true, isHost: false },
    { address: '8.8.8.8', subnet: '0.0.0.0/0', isInside: true, isHost: true },
  ];
  for (const { address, subnet, isInside, isHost } of cases) {
    it(`${subnet} ${isInside ? 'contains' : 'does not contain'} ${address}, which ${isHost ? 'can' : 'cannot'} be a host in it`, () => {
      expect(isInSubnet(address, subnetOf(subnet))).to.equal(isInside);
      expect(isHostOf(address, subnetOf(subnet))).to.equal(isHost);
    });
  }
});

describe('overlaps', () => {
  const cases = [
    { a: '192.168.0.0/24', b: '192.168.0.0/24', expected: true },
    { a: '192.168.0.0/16', b: '192.168.200.0/24', expected: true },
    { a: '192.168.0.0/24', b: '192.168.1.0/24', expected: false },
    { a: '192.168.0.0/25', b: '192.168.0.128/25', expected: false },
    { a: '0.0.0.0/0', b: '10.0.0.1/32', expected: true },
  ];
  for (const { a, b, expected } of cases) {
    it(`says ${expected} of ${a} and ${b}, in either order`, () => {
      expect([overlaps(subnetOf(a), subnetOf(b)), overlaps(subnetOf(b), subnetOf(a))]).to.deep.equal([
        expected,
        expected,
      ]);
    });
  }
});

const across = (subnet: string, count: number): string[] => hostsAcross(subnetOf(subnet), count);

describe('hostsAcross', () => {
  it('gives all hosts where there are no more, and neither network nor broadcast address', () => {
    expect(across('192.168.0.0/29', 6)).to.deep.equal(across('192.168.0.0/29', 100));
    expect(across('192.168.0.0/29', 100)).to.deep.equal([1, 2, 3, 4, 5, 6].map((host) => `192.168.0.${host}`));
  });

  it('gives the first, the last and others between', () => {
    expect(across('192.168.0.0/24', 3)).to.deep.equal(['192.168.0.1', '192.168.0.128', '192.168.0.254']);
    expect(across('192.168.0.0/24', 1)).to.deep.equal(['192.168.0.1']);
    expect(new Set(across('0.0.0.0/0', 254)).size).to.equal(254);
  });

  it('gives the one address of a subnet without hosts', () => {
    expect(across('192.168.0.240/32', 5)).to.deep.equal(['192.168.0.240']);
  });
});
