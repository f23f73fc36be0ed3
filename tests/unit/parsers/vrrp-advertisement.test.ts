import { expect } from 'chai';
import { parseTcpdump } from '../../../src/parsers/tcpdump.ts';
import { readAdvertisement } from '../../../src/parsers/vrrp-advertisement.ts';
import { advertisementsOf, recorded } from './recordings.ts';

const HEADER = '1795346574.038833 02:42:c0:a8:00:d2 > 01:00:5e:00:00:12, ethertype IPv4 (0x0800), length 54';

/** The frame with this behind its addresses. */
const advertisement = (detail: string) => advertisementsOf(`${HEADER}: 192.168.0.210 > 224.0.0.18: ${detail}\n`)[0];

describe('readAdvertisement', () => {
  it('reads every part', () => {
    expect(
      advertisement('VRRPv2, Advertisement, vrid 55, prio 150, authtype simple, intvl 1s, length 20'),
    ).to.deep.equal({
      time: 1795346574.038833,
      sourceMac: '02:42:c0:a8:00:d2',
      source: '192.168.0.210',
      version: 2,
      virtualRouterId: 55,
      priority: 150,
      advertIntervalMs: 1000,
    });
  });

  it('reads all that keepalived sent, of both versions, and each farewell', () => {
    const seen = advertisementsOf(recorded('vrrp-advertisements'));
    expect(seen).to.have.length(28);
    const routers = new Set(seen.map((one) => `${one.virtualRouterId} v${one.version} ${one.advertIntervalMs}`));
    expect([...routers]).to.deep.equal(['55 v2 1000', '58 v3 1000', '57 v3 500', '56 v2 2000']);
    expect(seen.slice(-4).map(({ virtualRouterId, priority }) => [virtualRouterId, priority])).to.deep.equal([
      [55, 0],
      [56, 0],
      [57, 0],
      [58, 0],
    ]);
  });

  const details = [
    { detail: 'VRRPv2, Advertisement, vrid 1, prio 255, authtype none, intvl 2s, length 24', priority: 255, ms: 2000 },
    { detail: 'VRRPv2, Advertisement, vrid 1, prio 100, intvl 3s, length 20', priority: 100, ms: 3000 },
    {
      detail: 'VRRPv2, Advertisement, (ttl 64), vrid 1, prio 9, authtype none, intvl 1s, length 20',
      priority: 9,
      ms: 1000,
    },
    { detail: 'VRRPv3, Advertisement, vrid 1, prio 0, intvl 50cs, length 12', priority: 0, ms: 500 },
    { detail: 'VRRPv3, Advertisement, vrid 1, prio 7, intvl 4095cs, length 12', priority: 7, ms: 40_950 },
  ];
  for (const { detail, priority, ms } of details) {
    it(`reads ${detail}`, () => {
      expect(advertisement(detail)).to.include({ virtualRouterId: 1, priority, advertIntervalMs: ms });
    });
  }

  const others = [
    'VRRPv4, Advertisement, vrid 1, prio 9, intvl 1s, length 20',
    'VRRPv2, Advertisement, [|vrrp]',
    'ICMP echo request, id 1, seq 1, length 64',
    'ip-proto-112 20',
  ];
  for (const detail of others) {
    it(`takes ${detail} for something else`, () => {
      expect(advertisement(detail)).to.equal(undefined);
    });
  }

  it('takes ARP for something else', () => {
    const arp = parseTcpdump(recorded('tcpdump-vrrp')).filter(({ packet }) => packet.type === 'arp-request');
    expect(arp).to.not.be.empty;
    expect(arp.flatMap((frame) => readAdvertisement(frame) ?? [])).to.deep.equal([]);
  });
});
