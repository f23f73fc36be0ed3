import { nodeSeen, type NodeSnapshot } from '../../../src/probes/snapshot.ts';
import type { Route } from '../../../src/parsers/ip-json.ts';
import { expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { blank, solvedWith, takeAddress } from '../../helpers/snapshot.ts';

const VIP = '192.168.0.240';
const NO_MASK = 'on a loopback device the mask must be /32, or the node takes the whole subnet for its own';

const onWeb01: WrittenCheck<'address'> = { kind: 'address', node: 'web01', address: VIP };

/** web01 with the VIP on these devices instead of lo:0. */
const having = (...places: [device: string, prefix: number, label?: string][]) =>
  solvedWith('web01', (seen) => {
    takeAddress(seen, VIP);
    for (const [device, prefix, label = device] of places) {
      seen.addresses.push({ device, address: VIP, prefix, label, family: 'inet', scope: 'global' });
    }
    seen.links.push({ name: 'dummy0', mac: undefined, mtu: 1500, isUp: true, isLoopback: false, noArp: true });
  });

/** web01 without the VIP, and with this route alone. */
const routed = (route: Partial<Route>) => {
  const snapshot = having();
  const { routes } = nodeSeen(snapshot, 'web01');
  const local = { destination: VIP, via: undefined, device: 'lo', source: undefined, table: 'local' };
  routes.splice(0, routes.length, { ...local, type: 'local', metric: 0, ...route });
  return snapshot;
};

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

  // The kernel keeps the route of table `local` that makes it take packets for the address.
  it('passes when the device is down', () => {
    const snapshot = having(['dummy0', 32]);
    setDown(nodeSeen(snapshot, 'web01'), 'dummy0');
    expectPass(judged(onWeb01, { snapshot }), [`web01 dummy0 ${VIP}/32`]);
  });

  it('passes with a local route in place of an address', () => {
    expectPass(judged(onWeb01, { snapshot: routed({}) }), [`web01 local ${VIP} dev lo`]);
  });

  for (const [description, route] of [
    ['a route that is no local one', { type: 'unicast' }],
    ['a local route in a table that nobody asks', { table: '100' }],
    ['a local route to another address', { destination: '192.168.0.204' }],
  ] as const) {
    it(`fails with ${description}`, () => {
      expectFail(judged(onWeb01, { snapshot: routed(route) }), `web01 has no interface with ${VIP}`, others);
    });
  }

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
