import { nodeSeen, type NodeSnapshot } from '../../../src/observe/snapshot.ts';
import { expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { blank, solvedWith } from '../../helpers/snapshot.ts';

const VIP = '192.168.0.240';
const NO_MASK = 'on a loopback device the mask must be /32, or the node takes the whole subnet for its own';

const onWeb01: WrittenCheck<'address'> = { kind: 'address', node: 'web01', address: VIP };

/** web01 with the VIP on these devices instead of lo:0. */
const having = (...places: [device: string, prefix: number, label?: string][]) =>
  solvedWith('web01', (seen) => {
    seen.addresses = seen.addresses.filter(({ address }) => address !== VIP);
    for (const [device, prefix, label = device] of places) {
      seen.addresses.push({ device, address: VIP, prefix, label, family: 'inet', scope: 'global' });
    }
    seen.links.push({ name: 'dummy0', mac: undefined, mtu: 1500, isUp: true, isLoopback: false, noArp: true });
  });

const others = ['web01 lo 127.0.0.1/8', 'web01 eth0 192.168.0.223/24'];

const setDown = ({ links }: NodeSnapshot, device: string): void => {
  for (const link of links) if (link.name === device) link.isUp = false;
};

describe('address', () => {
  const right = [
    { description: '/0 on lo, as ifconfig of the tutorial sets it', places: [['lo', 0, 'lo:0']] },
    { description: '/32 on lo, without a label', places: [['lo', 32]] },
    { description: '/32 on a dummy device', places: [['dummy0', 32]] },
    { description: '/24 on a dummy device', places: [['dummy0', 24]] },
    { description: '/24 on eth0 under a label', places: [['eth0', 24, 'eth0:0']] },
    { description: '/32 on eth0', places: [['eth0', 32]] },
  ] as const;
  for (const { description, places } of right) {
    it(`passes with ${description}`, () => {
      const [[device, prefix]] = places;
      expectPass(judged(onWeb01, { snapshot: having(...places.map((place) => [...place] as [string, number])) }), [
        `web01 ${device} ${VIP}/${prefix}`,
      ]);
    });
  }

  it('passes on the recorded director, which has it on eth0:0', () => {
    expectPass(judged({ kind: 'address', node: 'lvs01', address: VIP }), [`lvs01 eth0 ${VIP}/24`]);
  });

  it('passes when two devices have it', () => {
    expectPass(judged(onWeb01, { snapshot: having(['lo', 32], ['eth0', 24]) }), [
      `web01 lo ${VIP}/32`,
      `web01 eth0 ${VIP}/24`,
    ]);
  });

  it('passes when one of two devices that have it is down', () => {
    const snapshot = having(['dummy0', 32], ['eth0', 24]);
    setDown(nodeSeen(snapshot, 'web01'), 'dummy0');
    expectPass(judged(onWeb01, { snapshot }), [`web01 eth0 ${VIP}/24`]);
  });

  it('fails when no device has it', () => {
    expectFail(judged(onWeb01, { snapshot: blank() }), `web01 has no interface with ${VIP}`, others);
  });

  it('fails with an address that only begins alike', () => {
    const snapshot = having();
    nodeSeen(snapshot, 'web01').addresses.push({
      device: 'lo',
      address: '192.168.0.24',
      prefix: 32,
      label: 'lo:0',
      family: 'inet',
      scope: 'global',
    });
    expectFail(judged(onWeb01, { snapshot }), `web01 has no interface with ${VIP}`, [
      ...others,
      'web01 lo 192.168.0.24/32',
    ]);
  });

  it('fails when the device is down', () => {
    const snapshot = having(['eth0', 24]);
    setDown(nodeSeen(snapshot, 'web01'), 'eth0');
    expectFail(judged(onWeb01, { snapshot }), `web01 has ${VIP} on eth0, but eth0 is down`, [
      ...others,
      `web01 eth0 ${VIP}/24`,
    ]);
  });

  for (const prefix of [1, 8, 24, 31]) {
    it(`fails with /${prefix} on lo`, () => {
      expectFail(
        judged(onWeb01, { snapshot: having(['lo', prefix, 'lo:0']) }),
        `web01 has ${VIP}/${prefix} on lo: ${NO_MASK}`,
        [...others, `web01 lo ${VIP}/${prefix}`],
      );
    });
  }

  for (const places of [
    [
      ['lo', 24],
      ['eth0', 24],
    ],
    [
      ['eth0', 24],
      ['lo', 24],
    ],
    [
      ['lo', 32],
      ['lo', 24],
    ],
  ] as [string, number][][]) {
    const written = places.map(([device, prefix]) => `/${prefix} on ${device}`).join(' and ');
    it(`fails with ${written}, because /24 on lo does the harm`, () => {
      expectFail(judged(onWeb01, { snapshot: having(...places) }), `web01 has ${VIP}/24 on lo: ${NO_MASK}`, [
        ...others,
        ...places.map(([device, prefix]) => `web01 ${device} ${VIP}/${prefix}`),
      ]);
    });
  }
});
