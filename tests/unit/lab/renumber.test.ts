import { expect } from 'chai';
import * as fc from 'fast-check';
import { formatSubnet, isHostOf, overlaps, parseSubnet } from '../../../src/util/address.ts';
import type { Lab } from '../../../src/lab/lab.ts';
import { movedHost, movesOf, ownAddresses } from '../../../src/lab/renumber.ts';
import { basicLab } from './basic-lab.ts';

interface Net {
  subnet: string;
  addresses: string[];
}

/** A lab of networks and nodes alone: one node an address. */
const labOf = (nets: Net[]): Lab => ({
  ...basicLab(),
  vars: {},
  networks: nets.map(({ subnet }, index) => ({ name: `net${index}`, subnet, interface: `eth${index}` })),
  nodes: nets.flatMap(({ subnet, addresses }, index) =>
    addresses.map((address, position) => ({
      name: `node${index}-${position}`,
      role: 'client' as const,
      interfaces: [{ name: `eth${index}`, network: `net${index}`, address, prefix: parseSubnet(subnet)!.prefix }],
      gateway: undefined,
      kernel: [],
    })),
  ),
});

const movedTo = (net: Net, seed: string): { subnet: string; addresses: string[] } => {
  const [move] = movesOf(labOf([net]), seed);
  return { subnet: formatSubnet(move!.to), addresses: net.addresses.map((address) => movedHost(address, move!)) };
};

const seeds = fc.string({ minLength: 1, maxLength: 12 });
const RUNS = { numRuns: 40 };

describe('movesOf', () => {
  const kinds: { description: string; subnet: string; addresses: string[]; to: RegExp }[] = [
    {
      description: 'a /24 of 192.168.0.0/16 gets another third number, as wide',
      subnet: '192.168.0.0/24',
      addresses: ['192.168.0.1', '192.168.0.20', '192.168.0.240'],
      to: /^192\.168\.[1-9]\.0\/24$/,
    },
    {
      description: 'a /24 of 10.0.0.0/8 keeps its second number',
      subnet: '10.20.30.0/24',
      addresses: ['10.20.30.7'],
      to: /^10\.20\.(?!30)[1-9]\d\.0\/24$/,
    },
    {
      description: 'a /16 gets another second number, and its hosts another last one',
      subnet: '172.16.0.0/16',
      addresses: ['172.16.5.10', '172.16.9.10'],
      to: /^172\.(1[7-9]|2\d|3[01])\.0\.0\/16$/,
    },
    {
      description: 'a /28 keeps its place in the fourth number',
      subnet: '192.168.0.16/28',
      addresses: ['192.168.0.17', '192.168.0.30'],
      to: /^192\.168\.[1-9]\.16\/28$/,
    },
    {
      description: 'a /20 goes where a /20 can begin',
      subnet: '10.0.16.0/20',
      addresses: ['10.0.17.5'],
      to: /^10\.0\.(32|48|64|80|96)\.0\/20$/,
    },
    {
      description: 'a whole range stays, and its hosts move',
      subnet: '192.168.0.0/16',
      addresses: ['192.168.7.10'],
      to: /^192\.168\.0\.0\/16$/,
    },
    {
      description: 'a subnet that is not private stays, and its hosts move',
      subnet: '203.0.113.0/24',
      addresses: ['203.0.113.10', '203.0.113.200'],
      to: /^203\.0\.113\.0\/24$/,
    },
  ];
  for (const { description, to, ...net } of kinds) {
    it(description, () => {
      fc.assert(
        fc.property(seeds, (seed) => {
          const moved = movedTo(net, seed);
          expect(moved.subnet).to.match(to);
          for (const [index, address] of moved.addresses.entries()) {
            expect(isHostOf(address, parseSubnet(moved.subnet)!)).to.equal(true);
            expect(address).to.have.lengthOf(net.addresses[index]!.length);
            expect(net.addresses).to.not.include(address);
          }
        }),
        RUNS,
      );
    });
  }

  it('keeps the order of the addresses, by which VRRP settles a tie', () => {
    const addresses = ['192.168.0.5', '192.168.0.50', '192.168.0.210', '192.168.0.211', '192.168.0.240'];
    fc.assert(
      fc.property(seeds, (seed) => {
        const last = movedTo({ subnet: '192.168.0.0/24', addresses }, seed).addresses.map((one) =>
          Number(one.split('.')[3]),
        );
        expect(last).to.deep.equal(last.toSorted((a, b) => a - b));
      }),
      RUNS,
    );
  });

  it('gives no two hosts of a subnet the same address, whether the lab has them or not', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const [move] = movesOf(labOf([{ subnet: '192.168.0.0/24', addresses: ['192.168.0.10'] }]), seed);
        expect(new Set(move!.octets.values()).size).to.equal(254);
      }),
      RUNS,
    );
  });

  it('leaves the network address and the broadcast address what they are', () => {
    const [move] = movesOf(basicLab(), 'alice');
    expect(movedHost('192.168.0.0', move!)).to.equal(formatSubnet(move!.to).replace('/24', ''));
    expect(movedHost('192.168.0.255', move!)).to.match(/\.255$/);
  });

  it('keeps subnets apart from each other and from all old ones', () => {
    const lab = labOf(
      ['192.168.0.0/24', '192.168.1.0/24', '192.168.2.0/24', '10.0.0.0/24', '10.4.0.0/22'].map((subnet) => ({
        subnet,
        addresses: [],
      })),
    );
    fc.assert(
      fc.property(seeds, (seed) => {
        const moves = movesOf(lab, seed);
        const all = [...moves.map(({ from }) => from), ...moves.map(({ to }) => to)];
        expect(all.filter((one, index) => all.some((two, at) => at < index && overlaps(one, two)))).to.deep.equal([]);
      }),
      RUNS,
    );
  });

  it('stays where no room is left', () => {
    const nets = Array.from({ length: 10 }, (_, index) => ({ subnet: `192.168.${index}.0/24`, addresses: [] }));
    expect(movesOf(labOf(nets), 'alice').map(({ to }) => formatSubnet(to))).to.deep.equal(
      nets.map(({ subnet }) => subnet),
    );
  });
});

describe('a range that the lab names', () => {
  const net: Net = {
    subnet: '192.168.0.0/24',
    addresses: ['192.168.0.210', '192.168.0.231', '192.168.0.232', '192.168.0.233', '192.168.0.240'],
  };
  const lab: Lab = { ...labOf([net]), title: { zh: '192.168.0.231-192.168.0.233', en: '192.168.0.99-192.168.0.101' } };

  it('stays one, its addresses in their order, and each host keeps a place of its own', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const [move] = movesOf(lab, seed);
        const places = net.addresses.map((address) => Number(movedHost(address, move!).split('.')[3]));
        const first = places[1] ?? NaN;
        expect(places.slice(1, 4)).to.deep.equal([first, first + 1, first + 2]);
        expect(places).to.deep.equal(places.toSorted((a, b) => a - b));
        expect(new Set(move!.octets.values()).size).to.equal(move!.octets.size);
        for (const [from, to] of move!.octets) expect(String(to)).to.have.lengthOf(String(from).length);
      }),
      RUNS,
    );
  });
});

describe('ownAddresses', () => {
  it('are those of nodes, of their routers, and of variables', () => {
    expect([...new Set(ownAddresses(basicLab()))]).to.deep.equal([
      '192.168.0.210',
      '192.168.0.100',
      '192.168.0.223',
      '192.168.200.100',
      '192.168.0.240',
    ]);
  });
});
