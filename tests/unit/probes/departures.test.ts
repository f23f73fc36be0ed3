import { expect } from 'chai';
import { bySender, repliesBySender, type Departure } from '../../../src/probes/departures.ts';
import { withOwnMacs } from '../../../src/probes/own-macs.ts';
import { nodeOfMac, standIn, type Snapshot } from '../../../src/probes/snapshot.ts';
import { parseTcpdump } from '../../../src/parsers/tcpdump.ts';
import { LAB } from '../../helpers/judge.ts';
import { solved, solvedWith } from '../../helpers/snapshot.ts';

const LVS01 = '02:42:c0:a8:00:d2';
const WEB01 = '02:42:c0:a8:00:df';
const NEW = '02:00:00:00:00:99';
const VIP = '192.168.0.240';

const withDummy = (mac: string): Snapshot =>
  solvedWith('lvs01', ({ links }) => {
    const [first] = links;
    if (first) links.push({ ...first, name: 'd0', mac });
  });

const reply = (node: string, mac: string): Departure => ({ node, mac, detail: `Reply ${VIP} is-at ${mac}` });
const answer = (mac: string) => ({ mac, address: VIP, index: 0 });
const macsOf = (...given: Parameters<typeof repliesBySender>): string[] =>
  repliesBySender(...given).map(({ mac }) => mac);

describe('a MAC that the lab gave to a link', () => {
  it('is not that of a device of another node, whatever it was given', () => {
    const snapshot = withDummy(WEB01);
    expect(nodeOfMac(snapshot, WEB01)).to.equal('lvs01');
    expect(nodeOfMac(withOwnMacs(LAB, snapshot), WEB01)).to.equal('web01');
  });

  it('and one that nobody was given stay as they are', () => {
    const snapshot = withDummy(NEW);
    expect(withOwnMacs(LAB, snapshot)).to.deep.equal(snapshot);
  });
});

describe('who answered by ARP', () => {
  it('is the node that the answer left', () => {
    expect(macsOf([answer(LVS01)], [reply('lvs01', LVS01)], solved())).to.deep.equal([LVS01]);
  });

  it('is not the node that has a device with the MAC of who answered', () => {
    expect(macsOf([answer(NEW)], [reply('web01', NEW)], withDummy(NEW))).to.deep.equal([WEB01]);
  });

  it('is a stand-in for a node that no MAC tells of', () => {
    const snapshot = withDummy(WEB01);
    const macs = macsOf([answer(WEB01)], [reply('web01', WEB01)], snapshot);
    expect(macs).to.deep.equal([standIn('web01')]);
    expect(nodeOfMac(snapshot, macs[0] ?? '')).to.equal('web01');
  });

  it('are both that answered with one MAC', () => {
    const both = [reply('lvs01', LVS01), reply('web02', LVS01)];
    const names = macsOf([answer(LVS01)], both, solved()).map((mac) => nodeOfMac(solved(), mac));
    expect(names).to.deep.equal(['lvs01', 'web02']);
  });

  it('is who says so where nobody saw it leave', () => {
    for (const departures of [undefined, []])
      expect(macsOf([answer(WEB01)], departures, solved())).to.deep.equal([WEB01]);
  });
});

describe('who sent a frame', () => {
  const frames = parseTcpdump(
    `1795335314.045895 ${LVS01} > ff:ff:ff:ff:ff:ff, ethertype ARP (0x0806), length 42: Reply ${VIP} is-at ${LVS01}, length 28\n`,
  );
  const sender = (departures: Departure[] | undefined): (string | undefined)[] =>
    bySender(frames, departures, solved()).map(({ sourceMac }) => nodeOfMac(solved(), sourceMac));

  const other: Departure = { node: 'lvs01', mac: LVS01, detail: 'Reply 192.168.0.210 is-at 02' };
  const rows: [description: string, departures: Departure[] | undefined, expected: string][] = [
    ['is who the MAC tells of, whom it left', [reply('lvs01', LVS01)], 'lvs01'],
    ['is whom it left, and not who the MAC tells of', [reply('web01', LVS01)], 'web01'],
    ['is told by what it says, where two send with one MAC', [other, reply('web01', LVS01)], 'web01'],
    [
      'is the one that the MAC does not tell of, where two say the same',
      [reply('lvs01', LVS01), reply('web01', LVS01)],
      'web01',
    ],
    ['is who the MAC tells of, where nobody looked', undefined, 'lvs01'],
  ];
  for (const [description, departures, expected] of rows)
    it(description, () => expect(sender(departures)).to.deep.equal([expected]));
});
