import { expect } from 'chai';
import { answerTo, ARP_VALUES, predictArp, senderOf, type OwnAddress } from '../../../src/models/arp.ts';

const RIP = '192.168.0.223';
const VIP = '192.168.0.240';
const HOST = '192.168.0.241';
const FOREIGN = '192.168.100.240';
const OTHER = '192.168.100.223';
const NEAR = '192.168.0.220';
const STRANGER = '192.168.100.220';

/** A real server as `ip address` has it. */
const ADDRESSES: OwnAddress[] = [
  { device: 'lo', address: '127.0.0.1', prefix: 8, scope: 'host' },
  { device: 'lo', address: HOST, prefix: 32, scope: 'host' },
  { device: 'lo', address: FOREIGN, prefix: 32, scope: 'global' },
  { device: 'lo', address: VIP, prefix: 32, scope: 'global' },
  { device: 'eth0', address: RIP, prefix: 24, scope: 'global' },
  { device: 'eth1', address: OTHER, prefix: 24, scope: 'global' },
];

const answer = (value: number, address: string, peer = NEAR, addresses = ADDRESSES): string =>
  answerTo(addresses, value, { device: 'eth0', address, peer }).outcome;
const sender = (value: number, address: string, addresses = ADDRESSES): string =>
  senderOf(addresses, value, { device: 'eth0', address, peer: '192.168.0.77' }).outcome;

/** As `lab check arp` measured them on Linux 6.12 and 6.18 (tests/e2e/arp.test.ts measures them again). */
const MEASURED: Record<number, string> = {
  0: 'yes yes yes yes yes',
  1: 'yes yes no no no',
  2: 'yes no no no no',
  3: 'yes yes yes yes no',
  8: 'no no no no no',
};

describe('answerTo', () => {
  for (const value of ARP_VALUES.arp_ignore) {
    it(`is what a kernel was seen to do with arp_ignore ${value}`, () => {
      const cells = [
        answer(value, RIP),
        answer(value, RIP, STRANGER),
        answer(value, OTHER),
        answer(value, VIP),
        answer(value, HOST),
      ];
      expect(cells.join(' ')).to.equal(MEASURED[value]);
    });
  }

  for (const value of [4, 5, 6, 7, 9, 255]) {
    it(`takes ${value} for 0`, () => {
      expect(answer(value, VIP)).to.equal('yes');
      expect(answer(value, HOST)).to.equal('yes');
    });
  }

  it('is no for an address that the node does not have, whatever the value', () => {
    for (const value of ARP_VALUES.arp_ignore) expect(answer(value, '192.168.0.9')).to.equal('no');
  });

  it('is yes with 1 and 2 for a VIP on the interface, also without a subnet of its own', () => {
    const addresses = [...ADDRESSES, { device: 'eth0', address: '192.168.0.9', prefix: 32, scope: 'global' }];
    expect([1, 2].map((value) => answer(value, '192.168.0.9', NEAR, addresses))).to.deep.equal(['yes', 'yes']);
    expect(answer(2, '192.168.0.9', STRANGER, addresses)).to.equal('no');
  });
});

describe('senderOf', () => {
  const rows: { value: number; vip: string; foreign: string }[] = [
    { value: 0, vip: VIP, foreign: FOREIGN },
    { value: 1, vip: VIP, foreign: RIP },
    { value: 2, vip: RIP, foreign: RIP },
    { value: 3, vip: VIP, foreign: FOREIGN },
  ];
  for (const { value, vip, foreign } of rows) {
    it(`is what a kernel was seen to say with arp_announce ${value}`, () => {
      expect([sender(value, VIP), sender(value, FOREIGN)]).to.deep.equal([vip, foreign]);
    });
  }

  it('prefers the address of the subnet that is asked in', () => {
    const first = { device: 'eth0', address: '10.0.0.1', prefix: 24, scope: 'global' };
    expect(sender(2, VIP, [first, ...ADDRESSES])).to.equal(RIP);
  });

  it('takes any address of the interface where none is of that subnet, but none of scope host', () => {
    const host = { device: 'eth0', address: '10.0.0.1', prefix: 32, scope: 'host' };
    const global = { device: 'eth0', address: '10.0.0.2', prefix: 32, scope: 'global' };
    expect(sender(2, VIP, [host, global])).to.equal('10.0.0.2');
  });
});

describe('the reasons', () => {
  it('are there in both languages for every value', () => {
    for (const setting of ['arp_ignore', 'arp_announce'] as const) {
      for (const value of [...ARP_VALUES[setting], 4]) {
        for (const address of [RIP, VIP, HOST, FOREIGN, '192.168.0.9']) {
          const { why } = predictArp[setting](ADDRESSES, value, { device: 'eth0', address, peer: NEAR });
          expect(why.en).to.match(/^[\x20-\x7e]+$/);
          expect(why.zh).to.match(/\p{Script=Han}/u);
        }
      }
    }
  });
});
