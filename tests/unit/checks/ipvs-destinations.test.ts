import type { Destination } from '../../../src/parsers/ipvsadm-services.ts';
import { expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { blank, solvedWith } from '../../helpers/snapshot.ts';

const wanted: WrittenCheck<'ipvs-destinations'> = {
  kind: 'ipvs-destinations',
  node: 'lvs01',
  service: { address: '192.168.0.240', port: 80 },
  method: 'dr',
  destinations: [
    { address: '192.168.0.223', port: 80, weight: 1 },
    { address: '192.168.0.224', port: 80, weight: 1 },
  ],
};
const anyWeight: WrittenCheck = {
  ...wanted,
  destinations: wanted.destinations.map(({ address, port }) => ({ address, port })),
};

const SERVICE = 'TCP 192.168.0.240:80 rr persistent 20';
const WEB01 = '  -> 192.168.0.223:80 dr weight 1';
const WEB02 = '  -> 192.168.0.224:80 dr weight 1';

const having = (change: (destinations: Destination[]) => Destination[]) =>
  solvedWith('lvs01', ({ ipvs }) => {
    const service = ipvs?.services[0];
    if (service) service.destinations = change(service.destinations);
  });

/** web02 as a real server with something changed. */
const web02With = (change: Partial<Destination>) =>
  having((destinations) => destinations.map((one, index) => (index === 1 ? { ...one, ...change } : one)));

describe('ipvs-destinations', () => {
  it('passes on the recorded director', () => {
    expectPass(judged(wanted), [SERVICE, WEB01, WEB02]);
  });

  it('passes in another order', () => {
    expectPass(judged(wanted, { snapshot: having((destinations) => destinations.toReversed()) }), [
      SERVICE,
      WEB02,
      WEB01,
    ]);
  });

  it('passes with any weight above 0 where the weight does not matter', () => {
    expectPass(judged(anyWeight, { snapshot: web02With({ weight: 7 }) }), [
      SERVICE,
      WEB01,
      '  -> 192.168.0.224:80 dr weight 7',
    ]);
  });

  it('fails where ip_vs is not loaded', () => {
    expectFail(
      judged(wanted, { snapshot: blank() }),
      'ip_vs is not loaded on lvs01: no ipvsadm command has been run there',
      [],
    );
  });

  it('fails without the service', () => {
    const written = { ...wanted, service: { address: '192.168.0.240', port: 443 } };
    expectFail(judged(written), 'lvs01 has no virtual service TCP 192.168.0.240:443', [SERVICE, WEB01, WEB02]);
  });

  it('fails without one of the real servers', () => {
    const snapshot = having((destinations) => destinations.slice(0, 1));
    expectFail(judged(wanted, { snapshot }), 'the service has no real server 192.168.0.224:80', [SERVICE, WEB01]);
  });

  it('fails without any', () => {
    expectFail(judged(wanted, { snapshot: having(() => []) }), 'the service has no real server 192.168.0.223:80', [
      SERVICE,
    ]);
  });

  it('fails with one too many', () => {
    const snapshot = having((destinations) =>
      destinations.concat(destinations.slice(0, 1).map((one) => ({ ...one, address: '192.168.0.225' }))),
    );
    expectFail(
      judged(wanted, { snapshot }),
      'the service also sends to 192.168.0.225:80, which is no real server of this lab',
      [SERVICE, WEB01, WEB02, '  -> 192.168.0.225:80 dr weight 1'],
    );
  });

  const wrong: {
    description: string;
    change: Partial<Destination>;
    written?: WrittenCheck;
    reason: string;
    line: string;
  }[] = [
    {
      description: 'another port',
      change: { port: 8080 },
      reason: 'the service has no real server 192.168.0.224:80',
      line: '  -> 192.168.0.224:8080 dr weight 1',
    },
    {
      description: 'NAT',
      change: { method: 'nat' },
      reason: '192.168.0.224:80 is forwarded by nat (-m), expected dr (-g)',
      line: '  -> 192.168.0.224:80 nat weight 1',
    },
    {
      description: 'tunnels',
      change: { method: 'tun' },
      reason: '192.168.0.224:80 is forwarded by tun (-i), expected dr (-g)',
      line: '  -> 192.168.0.224:80 tun weight 1',
    },
    {
      description: 'weight 0',
      change: { weight: 0 },
      reason: '192.168.0.224:80 has weight 0, expected 1 (0 takes no new connection)',
      line: '  -> 192.168.0.224:80 dr weight 0',
    },
    {
      description: 'another weight',
      change: { weight: 3 },
      reason: '192.168.0.224:80 has weight 3, expected 1',
      line: '  -> 192.168.0.224:80 dr weight 3',
    },
    {
      description: 'weight 0 where the weight does not matter otherwise',
      change: { weight: 0 },
      written: anyWeight,
      reason: '192.168.0.224:80 has weight 0, expected more than 0 (0 takes no new connection)',
      line: '  -> 192.168.0.224:80 dr weight 0',
    },
  ];
  for (const { description, change, written = wanted, reason, line } of wrong) {
    it(`fails with ${description}`, () => {
      expectFail(judged(written, { snapshot: web02With(change) }), reason, [SERVICE, WEB01, line]);
    });
  }

  it('passes with weight 0 where the lab wants it', () => {
    const drained: WrittenCheck = {
      ...wanted,
      destinations: [
        { address: '192.168.0.223', port: 80, weight: 1 },
        { address: '192.168.0.224', port: 80, weight: 0 },
      ],
    };
    expectPass(judged(drained, { snapshot: web02With({ weight: 0 }) }), [
      SERVICE,
      WEB01,
      '  -> 192.168.0.224:80 dr weight 0',
    ]);
  });
});
