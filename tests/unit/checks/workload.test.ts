import { expect } from 'chai';
import type { WorkloadSeen } from '../../../src/probes/results.ts';
import { expectFail, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { SHARED, VIP, WEB01, WEB02, WORK_HEAD, workLine, workSeen } from '../../helpers/work.ts';

const shares: WrittenCheck<'workload'> = {
  kind: 'workload',
  ...SHARED,
  servers: [{ address: WEB01 }, { address: WEB02, capacity: 3 }],
  within: 0,
};
const threshold = (address: string, upper: number, inactiveConnections: number) => ({
  address,
  port: 80,
  upper,
  lower: 0,
  activeConnections: 0,
  inactiveConnections,
});

describe('workload', () => {
  it('passes when each server has its share', () => {
    const finding = judged(shares, { observed: workSeen([224, 223, 224, 224]) });
    expect(finding).to.deep.equal({
      passed: true,
      evidence: [WORK_HEAD, workLine(1, 'web02'), workLine(2, 'web01'), workLine(3, 'web02'), workLine(4, 'web02')],
    });
  });

  const FAILS: { description: string; check: WrittenCheck<'workload'>; observed: WorkloadSeen; reason: string }[] = [
    {
      description: 'a share is missed',
      check: shares,
      observed: workSeen([224, 223, 224, 223]),
      reason: 'web01 has 2 of the connections, its share is 1; the service is TCP 192.168.0.240:80 lc',
    },
    {
      description: 'a connection waits too long',
      check: { ...shares, within: undefined, longestDelay: 0.9 },
      observed: workSeen([224, 223]),
      reason: 'connection 2 waits 1.00 on web01, at most 0.9 is needed; the service is TCP 192.168.0.240:80 lc',
    },
    {
      description: 'a source has two servers',
      check: { ...shares, within: undefined, sticky: 'source' },
      observed: workSeen([224, 223]),
      reason:
        'source 192.168.0.5 was served by web02 and web01, expected one server; the service is TCP 192.168.0.240:80 lc',
    },
    {
      description: 'one server has everything',
      check: { ...shares, within: undefined, sticky: 'source' },
      observed: workSeen([224, 224]),
      reason: 'web02 got everything; the service is TCP 192.168.0.240:80 lc',
    },
    {
      description: 'a server is not one of those wanted',
      check: shares,
      observed: workSeen([210]),
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
    const none = workSeen([], { service: undefined });
    expectFail(judged(shares, { observed: none }), `lvs01 has no virtual service TCP ${VIP}:80`, []);
    const reason = `connection 2 of lanclient to ${VIP}:80 got no server from the service TCP ${VIP}:80 of lvs01`;
    expectFail(judged(shares, { observed: workSeen([224, undefined]) }), reason, [WORK_HEAD]);
    const silent = '192.168.0.224 did not accept connection 1 of lanclient, which lvs01 gave to it';
    expectFail(judged(shares, { observed: workSeen([224, undefined], { lost: 0 }) }), silent, [WORK_HEAD]);
    const disturbed = `the service TCP ${VIP}:80 of lvs01 was used by others during the test: try again`;
    expectFail(judged(shares, { observed: workSeen([224], { isCalm: false }) }), disturbed, []);
  });

  it('says so when a connection got no server because all are full', () => {
    const seen = workSeen([224, 223, undefined], { wasAccepted: false, lost: 2 });
    const { service } = seen;
    if (!service) throw new Error('no service');
    const reasonWith = (web02: number): string => {
      const thresholds = [{ ...service, destinations: [threshold(WEB01, 4, 4), threshold(WEB02, 4, web02)] }];
      const finding = judged(shares, { observed: { ...seen, thresholds } });
      return finding.passed ? '' : finding.reason.en;
    };
    const nobody =
      'connection 3 of lanclient to 192.168.0.240:80 got no server from the service TCP 192.168.0.240:80 of lvs01';
    expect(reasonWith(3)).to.equal(
      `${nobody}: its real servers have as many as their upper threshold allows: 192.168.0.223:80 4 of 4, 192.168.0.224:80 3 of 4`,
    );
    expect(reasonWith(2)).to.equal(nobody);
  });
});
