import { expect } from 'chai';
import { dropAt } from '../../../src/diagnosis/drops.ts';
import { sightOf, VIP } from '../../helpers/cause.ts';
import { along, ruled, SYN, SYN_ACK, withTrails } from '../../helpers/follow.ts';

const RULE = `-A FORWARD -s ${VIP}/32 -j DROP`;
const counted = (packets: number) => ({ lvs01: ruled('filter', `[${packets}:60] ${RULE}`) });

describe('the rule that drops packets on a node', () => {
  const frames = [...along(SYN, 'lanclient', 'lvs01', 'web01'), ...along(SYN_ACK, 'web01', 'lvs01')];
  const sight = sightOf(withTrails({ frames, looks: counted(1), after: counted(3) }));
  const dropOn = (direction?: 'there' | 'back') =>
    dropAt(sight, { node: 'lvs01', hooks: ['FORWARD'], ...(direction && { direction }), written: () => [] });

  it('takes packets of the direction that is asked for', () => {
    expect(dropOn('back')).to.include({ table: 'filter', chain: 'FORWARD', text: RULE, rose: 2 });
    expect(dropOn('there')).to.equal(undefined);
    expect(dropOn()).to.include({ text: RULE });
  });

  it('is none on a node to which nothing came', () => {
    const elsewhere = sightOf(withTrails({ frames: [], looks: counted(1), after: counted(3) }));
    const place = { node: 'lvs01', hooks: ['FORWARD' as const], written: () => [] };
    expect(dropAt(elsewhere, place)).to.equal(undefined);
  });
});
