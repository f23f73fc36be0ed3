import { expect } from 'chai';
import { dropAt } from '../../../src/diagnosis/drops.ts';
import { sightOf, VIP } from '../../helpers/cause.ts';
import { along, ruled, SYN, SYN_ACK, withTrails } from '../../helpers/follow.ts';

const RULE = `-A FORWARD -s ${VIP}/32 -j DROP`;
const counted = (packets: number) => ({ lvs01: ruled('filter', `[${packets}:60] ${RULE}`) });

const FRAMES = [...along(SYN, 'lanclient', 'lvs01', 'web01'), ...along(SYN_ACK, 'web01', 'lvs01')];

/** The rule that drops what comes in on this device. */
const ofDevice = (device: string) => {
  const rule = (packets: number) => ({ lvs01: ruled('raw', `[${packets}:60] -A PREROUTING -i ${device} -j DROP`) });
  const seen = sightOf(withTrails({ frames: FRAMES, looks: rule(1), after: rule(3) }));
  return dropAt(seen, { node: 'lvs01', hooks: ['PREROUTING'], direction: 'there', written: () => [] });
};

describe('the rule that drops packets on a node', () => {
  const sight = sightOf(withTrails({ frames: FRAMES, looks: counted(1), after: counted(3) }));
  const dropOn = (direction?: 'there' | 'back') =>
    dropAt(sight, { node: 'lvs01', hooks: ['FORWARD'], ...(direction && { direction }), written: () => [] });

  it('takes packets of the direction that is asked for', () => {
    expect(dropOn('back')).to.include({ table: 'filter', chain: 'FORWARD', text: RULE, rose: 2 });
    expect(dropOn('there')).to.equal(undefined);
    expect(dropOn()).to.include({ text: RULE });
  });

  it('is for the device on which they come in', () => {
    expect(ofDevice('eth0')).to.include({ table: 'raw', rose: 2 });
    expect(ofDevice('eth1')).to.equal(undefined);
  });

  it('is for what is inside of a packet only where that is unwrapped', () => {
    const inner = `${VIP}.80: Flags`;
    const wrapped = `192.168.0.210 > 192.168.0.223: ${SYN}`;
    expect(wrapped).to.contain(inner);
    const through = [...along(SYN, 'lanclient', 'lvs01'), ...along(wrapped, 'lvs01', 'gateway', 'web01')];
    const dropOnNode = (node: string) => {
      const rule = (packets: number) => ({ [node]: ruled('raw', `[${packets}:60] -A PREROUTING -p tcp -j DROP`) });
      const seen = sightOf(withTrails({ frames: through, looks: rule(1), after: rule(3) }));
      return dropAt(seen, { node, hooks: ['PREROUTING'], direction: 'there', written: () => [] });
    };
    expect(dropOnNode('gateway')).to.equal(undefined);
    expect(dropOnNode('web01')).to.include({ table: 'raw', rose: 2 });
  });

  it('is none on a node to which nothing came', () => {
    const elsewhere = sightOf(withTrails({ frames: [], looks: counted(1), after: counted(3) }));
    const place = { node: 'lvs01', hooks: ['FORWARD' as const], written: () => [] };
    expect(dropAt(elsewhere, place)).to.equal(undefined);
  });
});
