import type { VirtualService } from '../../../src/parsers/ipvsadm-services.ts';
import { expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { blank, solvedWith } from '../../helpers/snapshot.ts';

const wanted: WrittenCheck<'ipvs-service'> = {
  kind: 'ipvs-service',
  node: 'lvs01',
  service: { address: '192.168.0.240', port: 80 },
  scheduler: 'rr',
  persistenceSeconds: 20,
};

const DESTINATIONS = ['  -> 192.168.0.223:80 dr weight 1', '  -> 192.168.0.224:80 dr weight 1'];

/** The director's only service with something changed. */
const having = (change: Partial<VirtualService>) =>
  solvedWith('lvs01', ({ ipvs }) => {
    if (ipvs?.services[0]) Object.assign(ipvs.services[0], change);
  });

describe('ipvs-service', () => {
  it('passes on the recorded director', () => {
    expectPass(judged(wanted), ['TCP 192.168.0.240:80 rr persistent 20']);
  });

  it('fails where ip_vs is not loaded', () => {
    expectFail(
      judged(wanted, { snapshot: blank() }),
      'ip_vs is not loaded on lvs01: no ipvsadm command has been run there',
      [],
    );
  });

  it('fails when the table is empty', () => {
    const snapshot = solvedWith('lvs01', ({ ipvs }) => {
      if (ipvs) ipvs.services = [];
    });
    expectFail(
      judged(wanted, { snapshot }),
      'lvs01 has no virtual service TCP 192.168.0.240:80: its table is empty',
      [],
    );
  });

  const others = [
    { description: 'another address', change: { address: '192.168.0.210' }, line: 'TCP 192.168.0.210:80' },
    { description: 'another port', change: { port: 8080 }, line: 'TCP 192.168.0.240:8080' },
    { description: 'another protocol', change: { protocol: 'udp' as const }, line: 'UDP 192.168.0.240:80' },
  ];
  for (const { description, change, line } of others) {
    it(`fails with a service of ${description}, and shows what is there`, () => {
      expectFail(judged(wanted, { snapshot: having(change) }), 'lvs01 has no virtual service TCP 192.168.0.240:80', [
        `${line} rr persistent 20`,
        ...DESTINATIONS,
      ]);
    });
  }

  it('fails with a firewall mark in place of the address', () => {
    const snapshot = solvedWith('lvs01', ({ ipvs }) => {
      if (ipvs?.services[0]) ipvs.services[0] = { ...ipvs.services[0], protocol: 'fwm', mark: 1 };
    });
    expectFail(judged(wanted, { snapshot }), 'lvs01 has no virtual service TCP 192.168.0.240:80', [
      'FWM 1 rr persistent 20',
      ...DESTINATIONS,
    ]);
  });

  it('shows what a service of another kind is', () => {
    const other = { flags: ['ops'], persistenceMask: '64', family: 'inet6' as const };
    const snapshot = solvedWith('lvs01', ({ ipvs }) => {
      const [first, destination] = [ipvs?.services[0], ipvs?.services[0]?.destinations[0]];
      if (!ipvs || !first || !destination) return;
      const to = { ...destination, address: '2001:db8::223' };
      ipvs.services = [
        { ...first, ...other, protocol: 'fwm', mark: 1, destinations: [] },
        { ...first, protocol: 'sctp', address: '2001:db8::240', destinations: [to] },
      ];
    });
    expectFail(judged(wanted, { snapshot }), 'lvs01 has no virtual service TCP 192.168.0.240:80', [
      'FWM 1 IPv6 rr (ops) persistent 20 mask 64',
      'SCTP [2001:db8::240]:80 rr persistent 20',
      '  -> [2001:db8::223]:80 dr weight 1',
    ]);
  });

  it('fails with another scheduler', () => {
    expectFail(
      judged(wanted, { snapshot: having({ scheduler: 'wlc' }) }),
      'the service on lvs01 uses the scheduler wlc, expected rr',
      ['TCP 192.168.0.240:80 wlc persistent 20'],
    );
  });

  const persistence: { description: string; is?: number; expected: number | null; reason: string; line: string }[] = [
    {
      description: 'without persistence',
      expected: 20,
      reason: 'not persistent, expected 20 s (-p 20)',
      line: 'rr',
    },
    {
      description: 'with another persistence',
      is: 300,
      expected: 20,
      reason: 'persistent for 300 s, expected 20 s (-p 20)',
      line: 'rr persistent 300',
    },
    {
      description: 'with persistence where there must be none',
      is: 20,
      expected: null,
      reason: 'persistent for 20 s, expected no persistence',
      line: 'rr persistent 20',
    },
  ];
  for (const { description, is, expected, reason, line } of persistence) {
    it(`fails ${description}`, () => {
      const snapshot = having({ persistenceSeconds: is });
      expectFail(
        judged({ ...wanted, persistenceSeconds: expected }, { snapshot }),
        `the service on lvs01 is ${reason}`,
        [`TCP 192.168.0.240:80 ${line}`],
      );
    });
  }

  it('passes without persistence where there must be none', () => {
    const snapshot = having({ persistenceSeconds: undefined });
    expectPass(judged({ ...wanted, persistenceSeconds: null }, { snapshot }), ['TCP 192.168.0.240:80 rr']);
  });

  for (const seconds of [undefined, 20, 360]) {
    it(`passes with persistence ${seconds} where it does not matter, with any scheduler`, () => {
      const snapshot = having({ persistenceSeconds: seconds, scheduler: 'sh' });
      const anyService: WrittenCheck = { kind: 'ipvs-service', node: 'lvs01', service: wanted.service };
      expectPass(judged(anyService, { snapshot }), [
        `TCP 192.168.0.240:80 sh${seconds === undefined ? '' : ` persistent ${seconds}`}`,
      ]);
    });
  }
});
