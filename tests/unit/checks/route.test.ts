import type { Route } from '../../../src/parsers/ip-json.ts';
import { expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { solved, solvedWith } from '../../helpers/snapshot.ts';

const LAN = 'web01 192.168.0.0/24 via - dev eth0';
const DEFAULT: Route = {
  destination: 'default',
  via: '192.168.0.100',
  device: 'eth0',
  source: undefined,
  table: 'main',
  type: 'unicast',
  metric: 0,
};

const byGateway: WrittenCheck<'route'> = { kind: 'route', node: 'web01', via: '192.168.0.100' };
const byNobody: WrittenCheck<'route'> = { kind: 'route', node: 'web01', via: null };

/** web01 with these routes beside the one to its own network. */
const having = (...routes: Partial<Route>[]) =>
  solvedWith('web01', (seen) => {
    seen.routes = seen.routes.filter(({ destination }) => destination !== 'default');
    seen.routes.push(...routes.map((route) => ({ ...DEFAULT, ...route })));
  });

describe('route', () => {
  it('passes on the recorded real server', () => {
    expectPass(judged(byGateway), ['web01 default via 192.168.0.100 dev eth0', LAN]);
  });

  it('passes for a subnet that is named', () => {
    const written = { ...byGateway, destination: '10.0.0.0/8', via: '192.168.0.210' } as const;
    expectPass(judged(written, { snapshot: having({ destination: '10.0.0.0/8', via: '192.168.0.210' }) }), [
      LAN,
      'web01 10.0.0.0/8 via 192.168.0.210 dev eth0',
    ]);
  });

  it('passes without a route when there must be none', () => {
    expectPass(judged(byNobody, { snapshot: having() }), [LAN]);
  });

  it('goes by the route with the smallest metric', () => {
    const snapshot = having({ via: '192.168.0.210', metric: 200 }, { metric: 100 });
    expectPass(judged(byGateway, { snapshot }), [
      LAN,
      'web01 default via 192.168.0.210 dev eth0',
      'web01 default via 192.168.0.100 dev eth0',
    ]);
  });

  it('takes no notice of other tables', () => {
    expectFail(
      judged(byGateway, { snapshot: having({ table: '100' }) }),
      "web01's route to default goes through no router, expected 192.168.0.100",
      [LAN],
    );
  });

  const wrong = [
    {
      description: 'no route',
      routes: [],
      reason: "web01's route to default goes through no router, expected 192.168.0.100",
    },
    {
      description: 'the director as router',
      routes: [{ via: '192.168.0.210' }],
      reason: "web01's route to default goes through 192.168.0.210, expected 192.168.0.100",
    },
    {
      description: 'a device without router',
      routes: [{ via: undefined }],
      reason: "web01's route to default goes through eth0 (no router), expected 192.168.0.100",
    },
    {
      description: 'a blackhole',
      routes: [{ via: undefined, device: undefined, type: 'blackhole' }],
      reason: "web01's route to default goes through blackhole (no router), expected 192.168.0.100",
    },
    {
      description: 'a better route through another router',
      routes: [{ metric: 100 }, { via: '192.168.0.210', metric: 50 }],
      reason: "web01's route to default goes through 192.168.0.210, expected 192.168.0.100",
    },
  ];
  for (const { description, routes, reason } of wrong) {
    it(`fails with ${description}`, () => {
      const lines = routes.map((route) => {
        const { via, device } = { ...DEFAULT, ...route };
        return `web01 default via ${via ?? '-'} dev ${device}`;
      });
      expectFail(judged(byGateway, { snapshot: having(...routes) }), reason, [LAN, ...lines]);
    });
  }

  it('fails with a router where there must be none', () => {
    expectFail(
      judged(byNobody, { snapshot: solved() }),
      "web01's route to default goes through 192.168.0.100, expected no such route",
      ['web01 default via 192.168.0.100 dev eth0', LAN],
    );
  });

  it('fails with a route without router where there must be none', () => {
    expectFail(
      judged(byNobody, { snapshot: having({ via: undefined }) }),
      "web01's route to default goes through eth0 (no router), expected no such route",
      [LAN, 'web01 default via - dev eth0'],
    );
  });
});
