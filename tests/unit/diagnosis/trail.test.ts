import { expect } from 'chai';
import { isLostAt, sentOn, trailsOf, type Trail } from '../../../src/diagnosis/trail.ts';
import { wayOf } from '../../../src/diagnosis/way.ts';
import { FROM_LAN } from '../../helpers/cause.ts';
import { ACK, along, followedAs, OWN, RST, SYN, SYN_ACK, type Seen } from '../../helpers/follow.ts';
import { LAB } from '../../helpers/judge.ts';
import { solved } from '../../helpers/snapshot.ts';
import { request } from '../../helpers/wire.ts';

const trailOf = (frames: Seen[], change: Partial<Parameters<typeof followedAs>[0]> = {}): Trail => {
  const [trail] = trailsOf(followedAs({ frames, ...change }), solved(), wayOf(LAB, FROM_LAN));
  if (!trail) throw new Error('no trail');
  return trail;
};

const nodesOf = ({ there, back }: Trail): string[][] =>
  [there, back].map((hops) => hops.map(({ from, to }) => `${from}>${to}`));

const THERE = along(SYN, 'lanclient', 'lvs01', 'web01');
const BACK = along(SYN_ACK, 'web01', 'lanclient');
const UNREACHABLE = `192.168.0.210 > ${OWN}: ICMP host 192.168.0.240 unreachable, length 68`;

describe('the way that a request was seen to go', () => {
  it('goes from hop to hop, there and back', () => {
    const trail = trailOf([...THERE, ...BACK], { result: request() });
    expect(nodesOf(trail)).to.deep.equal([['lanclient>lvs01', 'lvs01>web01'], ['web01>lanclient']]);
    expect(trail).to.include({ source: OWN, isAnswered: true, refusedBy: undefined });
    expect(trail.errors).to.deep.equal([]);
  });

  const LAST: { description: string; frames: Seen[]; last: Trail['last'] }[] = [
    { description: 'sent nothing', frames: [], last: { node: 'lanclient', stage: 'request' } },
    { description: 'came to the director', frames: THERE.slice(0, 1), last: { node: 'lvs01', stage: 'request' } },
    { description: 'came to a server', frames: THERE, last: { node: 'web01', stage: 'request' } },
    {
      description: 'was answered to the director',
      frames: [...THERE, ...along(SYN_ACK, 'web01', 'lvs01')],
      last: { node: 'lvs01', stage: 'reply' },
    },
    { description: 'was answered', frames: [...THERE, ...BACK], last: { node: 'lanclient', stage: 'reply' } },
    {
      description: 'was answered, and what follows stays at the director',
      frames: [...THERE, ...BACK, ...along(ACK, 'lanclient', 'lvs01')],
      last: { node: 'lvs01', stage: 'rest' },
    },
    {
      description: 'was answered, and what follows comes to the server',
      frames: [...THERE, ...BACK, ...along(ACK, 'lanclient', 'lvs01', 'web01')],
      last: { node: 'lanclient', stage: 'reply' },
    },
  ];
  for (const { description, frames, last } of LAST) {
    it(`ends at ${last.node} when the request ${description}`, () => expect(trailOf(frames).last).to.deep.equal(last));
  }

  it('tells who refused: the one that nobody sent the reset to', () => {
    expect(trailOf([...THERE, ...along(RST, 'web01', 'lvs01', 'lanclient')]).refusedBy).to.equal('web01');
    expect(trailOf([...THERE, ...along(RST.replace('1001', '7'), 'web01', 'lanclient')]).refusedBy).to.equal(undefined);
  });

  it('has ICMP errors, first those that came to the address that asked', () => {
    const text = 'ICMP host 192.168.0.240 unreachable';
    const others: Seen = ['web01', 'lvs01', UNREACHABLE.replace(OWN, '192.168.0.210')];
    expect(trailOf([...THERE, others, ['lvs01', 'lanclient', UNREACHABLE]]).errors).to.deep.equal([
      { from: 'lvs01', to: OWN, text, isOurs: true },
      { from: 'web01', to: '192.168.0.210', text, isOurs: false },
    ]);
  });

  it('says who was seen to send on, and who lost it', () => {
    const trails = [trailOf(THERE)];
    expect([sentOn(trails, 'lvs01', 'request'), sentOn(trails, 'lvs01', 'reply')]).to.deep.equal([true, false]);
    expect([isLostAt(trails, 'web01'), isLostAt(trails, 'lvs01')]).to.deep.equal([true, false]);
    expect(sentOn([], 'lvs01', 'request')).to.equal(false);
  });
});
