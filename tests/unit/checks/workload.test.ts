import { expect } from 'chai';
import type { WorkloadSeen } from '../../../src/observe/run-workload.ts';
import { expectFail, judged, type WrittenCheck } from '../../helpers/judge.ts';

const VIP = '192.168.0.240';
const [WEB01, WEB02] = ['192.168.0.223', '192.168.0.224'];
const shared = { director: 'lvs01', from: 'lanclient', vips: [VIP], work: '1>1*4' };
const shares: WrittenCheck<'workload'> = {
  kind: 'workload',
  ...shared,
  servers: [{ address: WEB01 }, { address: WEB02, capacity: 3 }],
  within: 0,
};
const turns: WrittenCheck<'scheduler'> = {
  kind: 'scheduler',
  ...shared,
  scheduler: 'lc',
  servers: [
    { address: WEB01, weight: 1 },
    { address: WEB02, weight: 1 },
  ],
};

/** @param chosen last number of each server's address */
function seen(chosen: (number | undefined)[], changes: Partial<WorkloadSeen> = {}): WorkloadSeen {
  const destinations = [WEB02, WEB01].map((address) => ({
    address,
    port: 80,
    method: 'dr' as const,
    weight: 1,
    activeConnections: 0,
    inactiveConnections: 0,
  }));
  return {
    service: {
      protocol: 'tcp',
      address: VIP,
      port: 80,
      scheduler: 'lc',
      flags: [],
      onePacket: false,
      persistenceSeconds: undefined,
      persistenceMask: undefined,
      destinations,
    },
    events: chosen.map(() => ({ open: { source: '192.168.0.5', destination: VIP } })),
    chosen: chosen.map((host) => (host === undefined ? undefined : `192.168.0.${host}`)),
    wasAccepted: true,
    isCalm: true,
    ...changes,
  };
}

const line = (number: number, server: string, rest = ''): string => ` ${number} 192.168.0.5 > ${VIP}: ${server}${rest}`;
const HEAD = `TCP ${VIP}:80 lc`;

describe('scheduler', () => {
  it('passes when the kernel chose as the rule does, the last server that was added first', () => {
    expect(judged(turns, { observed: seen([224, 223, 224, 223]) }).passed).to.equal(true);
  });

  it('shows the prediction beside the choice, and names the first that differs', () => {
    expectFail(
      judged(turns, { observed: seen([224, 224]) }),
      'lvs01 gave connection 2 to web02; with these servers and weights lc gives it to web01',
      [HEAD, line(1, 'web02', ', lc: web02'), line(2, 'web02', ', lc: web01')],
    );
  });

  it('fails when the choices fit and the scheduler is another one', () => {
    const observed = seen([224]);
    const service = observed.service && { ...observed.service, scheduler: 'wlc' };
    expectFail(
      judged(turns, { observed: { ...observed, service } }),
      'lc could have made the same choices, but the service on lvs01 uses wlc',
      [`TCP ${VIP}:80 wlc`, line(1, 'web02', ', lc: web02')],
    );
  });

  it('fails when the service has other servers', () => {
    const observed = seen([223]);
    const service = observed.service && { ...observed.service, destinations: observed.service.destinations.slice(1) };
    expectFail(
      judged(turns, { observed: { ...observed, service } }),
      'the service on lvs01 sends to web01, expected web01, web02',
      [],
    );
  });
});

describe('workload', () => {
  it('passes when each server has its share', () => {
    const finding = judged(shares, { observed: seen([224, 223, 224, 224]) });
    expect(finding).to.deep.equal({
      passed: true,
      evidence: [HEAD, line(1, 'web02'), line(2, 'web01'), line(3, 'web02'), line(4, 'web02')],
    });
  });

  const FAILS: { description: string; check: WrittenCheck<'workload'>; observed: WorkloadSeen; reason: string }[] = [
    {
      description: 'a share is missed',
      check: shares,
      observed: seen([224, 223, 224, 223]),
      reason: 'web01 has 2 of the connections, its share is 1',
    },
    {
      description: 'a connection waits too long',
      check: { ...shares, within: undefined, longestDelay: 0.9 },
      observed: seen([224, 223]),
      reason: 'connection 2 waits 1.00 on web01, at most 0.9 is needed',
    },
    {
      description: 'a source has two servers',
      check: { ...shares, within: undefined, sticky: 'source' },
      observed: seen([224, 223]),
      reason: 'source 192.168.0.5 was served by web02 and web01, expected one server',
    },
    {
      description: 'one server has everything',
      check: { ...shares, within: undefined, sticky: 'source' },
      observed: seen([224, 224]),
      reason: 'web02 got everything',
    },
    {
      description: 'a server is not one of those wanted',
      check: shares,
      observed: seen([210]),
      reason: 'lvs01 is no server for this work',
    },
  ];
  for (const { description, check, observed, reason } of FAILS) {
    it(`fails when ${description}`, () => {
      const finding = judged(check, { observed });
      expectFail(finding, reason, finding.evidence);
    });
  }

  it('fails without the service, without a server, and when others disturbed it', () => {
    const none = seen([], { service: undefined });
    expectFail(judged(shares, { observed: none }), `lvs01 has no virtual service TCP ${VIP}:80`, []);
    const reason = `connection 2 of lanclient to ${VIP}:80 got no server from the service TCP ${VIP}:80 of lvs01`;
    expectFail(judged(shares, { observed: seen([224, undefined]) }), reason, [HEAD]);
    const disturbed = `the service TCP ${VIP}:80 of lvs01 was used by others during the test: try again`;
    expectFail(judged(shares, { observed: seen([224], { isCalm: false }) }), disturbed, []);
  });
});
