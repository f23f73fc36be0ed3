import { expect } from 'chai';
import { expectFail, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { SHARED, VIP, WEB01, WEB02, WORK_HEAD, workLine, workSeen } from '../../helpers/work.ts';

const turns: WrittenCheck<'scheduler'> = {
  kind: 'scheduler',
  ...SHARED,
  scheduler: 'lc',
  servers: [
    { address: WEB01, weight: 1 },
    { address: WEB02, weight: 1 },
  ],
};

describe('scheduler', () => {
  it('passes when the kernel chose as the rule does, the last server that was added first', () => {
    expect(judged(turns, { observed: workSeen([224, 223, 224, 223]) }).passed).to.equal(true);
  });

  it('shows the prediction beside the choice, and names the first that differs', () => {
    expectFail(
      judged(turns, { observed: workSeen([224, 224]) }),
      'lvs01 gave connection 2 to web02; with these servers and weights lc gives it to web01',
      [WORK_HEAD, workLine(1, 'web02', ', lc: web02'), workLine(2, 'web02', ', lc: web01')],
    );
  });

  it('says which weights are others, when a choice differs', () => {
    const observed = workSeen([224, 224]);
    const destinations = observed.service?.destinations.map((one, index) => ({ ...one, weight: index }));
    const service = observed.service && { ...observed.service, destinations: destinations ?? [] };
    const finding = judged(turns, { observed: { ...observed, service } });
    expectFail(
      finding,
      'lvs01 gave connection 2 to web02; with these servers and weights lc gives it to web01; the weights are others: web02 0',
      finding.evidence,
    );
  });

  it('fails when the choices fit and the scheduler is another one', () => {
    const observed = workSeen([224]);
    const service = observed.service && { ...observed.service, scheduler: 'wlc' };
    expectFail(
      judged(turns, { observed: { ...observed, service } }),
      'lc could have made the same choices, but the service on lvs01 uses wlc',
      [`TCP ${VIP}:80 wlc`, workLine(1, 'web02', ', lc: web02')],
    );
  });

  it('fails when the service has other servers', () => {
    const observed = workSeen([223]);
    const service = observed.service && { ...observed.service, destinations: observed.service.destinations.slice(1) };
    expectFail(
      judged(turns, { observed: { ...observed, service } }),
      'the service on lvs01 sends to web01, expected web01, web02',
      [],
    );
  });
});
