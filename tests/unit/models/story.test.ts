import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Sightings } from '../../../src/models/crossings.ts';
import { storyOf, type StoryHop, type StoryPacket } from '../../../src/models/story.ts';
import { parseTcpdump, type Frame } from '../../../src/parsers/tcpdump.ts';

/** Recorded in real nodes by `tcpdump -e -nn -tt -x`: `# NODE DEVICE MAC` above what was captured there. */
function recorded(name: string): Sightings[] {
  const text = readFileSync(new URL(`fixtures/${name}.out`, import.meta.url), 'utf8');
  return text
    .split(/^# /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      const [node = '', device = '', mac] = part.slice(0, end).split(' ');
      return { node, device, mac, frames: parseTcpdump(part.slice(end + 1), { headers: true }) };
    });
}

const ends = ({ from, to }: StoryHop): string =>
  `${from ? `${from.node} ${from.device}` : '?'} > ${to.map(({ node, device }) => `${node} ${device}`).join(', ')}`;
const changed = ({ changes }: StoryHop): string[] =>
  changes.map(({ what, before, after }) => `${what} ${before} > ${after}`);
const only = (kind: string, packets: StoryPacket[]): StoryPacket[] => packets.filter((one) => one.kind === kind);
const withoutArp = (packets: StoryPacket[]): StoryPacket[] => packets.filter(({ kind }) => !kind.startsWith('ARP'));
const lan = { client: 'lanclient', address: '192.168.0.240', port: 80 };
const told = (all: Sightings[]): string[] =>
  withoutArp(storyOf(all, lan)).flatMap(({ kind, hops }) => [kind, ...hops.map(ends)]);

const HANDSHAKE = ['SYN', 'SYN-ACK', 'ACK', 'data', 'ACK', 'data', 'ACK', 'FIN', 'FIN', 'ACK'];

describe('storyOf', () => {
  it('tells the packets of a request in order', () => {
    const packets = withoutArp(storyOf(recorded('story-dr'), lan));
    expect(packets.map(({ kind }) => kind)).to.deep.equal(HANDSHAKE);
  });

  it('a machine that sends on to another MAC changes no address, and the reply goes past it', () => {
    const packets = storyOf(recorded('story-dr'), lan);
    const [there] = only('SYN', packets);
    expect(there?.hops.map(ends)).to.deep.equal(['lanclient eth0 > lvs01 eth0', 'lvs01 eth0 > web01 eth0']);
    expect(there?.hops.map(changed)).to.deep.equal([
      [],
      [
        'source-mac 02:42:c0:a8:00:dc > 02:42:c0:a8:00:d2',
        'destination-mac 02:42:c0:a8:00:d2 > 02:42:c0:a8:00:df',
        'ttl 64 > 63',
      ],
    ]);
    const [back] = only('SYN-ACK', packets);
    expect(back?.hops.map(ends)).to.deep.equal(['web01 eth0 > lanclient eth0']);
  });

  it('follows a packet whose destination address and port a gateway rewrote, and its reply', () => {
    const packets = storyOf(recorded('story-nat'), { client: 'wanclient', address: '192.168.200.100', port: 8081 });
    const [there] = only('SYN', packets);
    expect(there?.hops.map(ends)).to.deep.equal(['wanclient eth1 > gateway eth1', 'gateway eth0 > web02 eth0']);
    expect(changed(there?.hops[1] as StoryHop).slice(2)).to.deep.equal([
      'destination 192.168.200.100 > 192.168.0.224',
      'destination-port 8081 > 80',
      'ttl 64 > 63',
    ]);
    const [back] = only('SYN-ACK', packets);
    expect(back?.hops.map(ends)).to.deep.equal(['web02 eth0 > gateway eth0', 'gateway eth1 > wanclient eth1']);
    expect(changed(back?.hops[1] as StoryHop)).to.include('source 192.168.0.224 > 192.168.200.100');
    expect(withoutArp(packets).map(({ kind }) => kind)).to.deep.equal(HANDSHAKE);
  });

  it('follows one whose source was rewritten as well', () => {
    const packets = storyOf(recorded('story-fullnat'), { ...lan, address: '192.168.0.241' });
    const [there] = only('SYN', packets);
    expect(there?.hops.map(ends)).to.deep.equal(['lanclient eth0 > lvs01 eth0', 'lvs01 eth0 > web02 eth0']);
    expect(changed(there?.hops[1] as StoryHop)).to.include.members([
      'source 192.168.0.220 > 192.168.0.210',
      'destination 192.168.0.241 > 192.168.0.224',
    ]);
    expect(only('data', packets).map(({ hops }) => hops.length)).to.deep.equal([2, 2]);
  });

  it('shows where a packet that nobody answers was seen last, and which is sent again', () => {
    const packets = only('SYN', storyOf(recorded('story-lost'), lan));
    expect(packets.map(({ isSentAgain }) => isSentAgain)).to.deep.equal(packets.map((_, index) => index > 0));
    expect(packets.length).to.be.greaterThan(1);
    expect(packets[0]?.hops.map(ends).at(-1)).to.equal('lvs01 eth0 > web01 eth0');
  });

  it('does not rely on the clocks of nodes', () => {
    const late = recorded('story-dr').map((one) => ({
      ...one,
      frames: one.frames.map((frame): Frame => ({
        ...frame,
        time: frame.time + (one.node === 'lanclient' ? 3600 : 0),
      })),
    }));
    expect(told(late)).to.deep.equal(told(recorded('story-dr')));
  });

  it('tells that no interface has the MAC that a frame is for', () => {
    const without = recorded('story-lost').filter(({ node }) => node !== 'web01');
    const [there] = only('SYN', storyOf(without, lan));
    expect(there?.hops.map(ends)).to.deep.equal(['lanclient eth0 > lvs01 eth0', 'lvs01 eth0 > ']);
  });

  it('is empty when the client sent nothing', () => {
    expect(withoutArp(storyOf(recorded('story-dr'), { ...lan, port: 81 }))).to.deep.equal([]);
    expect(storyOf([], lan)).to.deep.equal([]);
  });
});
