import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { whyHere } from '../../../src/diagnosis/why-here.ts';
import type { StoryHop } from '../../../src/models/story.ts';
import type { IpHeader } from '../../../src/parsers/ip-header.ts';
import type { Snapshot } from '../../../src/probes/snapshot.ts';

const SOLVED = new URL('../../fixtures/exp1-solved.snapshot.json', import.meta.url);
const snapshot = (): Snapshot => JSON.parse(readFileSync(SOLVED, 'utf8')) as Snapshot;

const MACS = { lanclient: '02:42:c0:a8:00:dc', lvs01: '02:42:c0:a8:00:d2', web01: '02:42:c0:a8:00:df' };
type Name = keyof typeof MACS;

function hop(from: Name, to: Name, header: Partial<IpHeader> = {}): StoryHop {
  const [sourceMac, destinationMac] = [MACS[from], MACS[to]];
  return {
    from: { node: from, device: 'eth0' },
    to: [{ node: to, device: 'eth0' }],
    changes: [],
    frame: {
      time: 0,
      length: 74,
      sourceMac,
      destinationMac,
      packet: { type: 'other', detail: '' },
      header: {
        source: '192.168.0.220',
        destination: '192.168.0.240',
        id: 1,
        ttl: 64,
        protocol: 6,
        sourcePort: 36360,
        destinationPort: 80,
        ...header,
      },
    },
  };
}

/** With the ARP entry of the snapshot's owner for a neighbour. */
function knowing(node: Name, address: string, of: Name): Snapshot {
  const all = snapshot();
  const seen = all[node];
  if (!seen) throw new Error(`no ${node}`);
  const entry = { address, device: 'eth0', mac: MACS[of], states: ['REACHABLE'] };
  return { ...all, [node]: { ...seen, neighbours: [entry] } };
}

describe('whyHere', () => {
  it('names the line of IPVS, the route to the real server and its ARP entry, and who accepts the VIP', () => {
    const seen = knowing('lvs01', '192.168.0.223', 'web01');
    const why = whyHere(seen, hop('lvs01', 'web01'), hop('lanclient', 'lvs01'));
    expect(why.map(({ node, kind }) => [node, kind])).to.deep.equal([
      ['lvs01', 'ipvs'],
      ['lvs01', 'route'],
      ['lvs01', 'arp'],
      ['web01', 'address'],
    ]);
    expect(why[0]?.text).to.match(/^TCP 192\.168\.0\.240:80 \w+ -> 192\.168\.0\.223:80 Route \d$/);
    expect(why[1]?.text).to.equal('192.168.0.0/24 dev eth0');
    expect(why[2]?.text).to.equal('192.168.0.223 dev eth0 lladdr 02:42:c0:a8:00:df REACHABLE');
    expect(why[3]?.text).to.match(/^192\.168\.0\.240\/\d+ dev lo$/);
  });

  it('a client goes by its route and its ARP entry for the VIP', () => {
    const seen = knowing('lanclient', '192.168.0.240', 'lvs01');
    const why = whyHere(seen, hop('lanclient', 'lvs01'), undefined);
    expect(why.map(({ kind }) => kind)).to.deep.equal(['route', 'arp', 'address']);
  });

  it('names no ARP entry that says something else than what was written into the frame', () => {
    const seen = knowing('lanclient', '192.168.0.240', 'web01');
    expect(whyHere(seen, hop('lanclient', 'lvs01'), undefined).map(({ kind }) => kind)).to.not.include('arp');
  });

  it('takes the more specific route, and the default one for what no other covers', () => {
    const all = snapshot();
    const far = whyHere(all, hop('web01', 'lanclient', { destination: '10.1.2.3' }), undefined);
    expect(far.map(({ text }) => text)).to.include('default via 192.168.0.100 dev eth0');
  });

  it('says nothing of a node that was not seen', () => {
    expect(whyHere({}, hop('lanclient', 'lvs01'), undefined)).to.deep.equal([]);
  });
});
