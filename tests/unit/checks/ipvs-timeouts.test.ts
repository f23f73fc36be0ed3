import type { IpvsTimeouts } from '../../../src/probes/snapshot.ts';
import { expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';
import { blank, solvedWith } from '../../helpers/snapshot.ts';

const wanted: WrittenCheck = { kind: 'ipvs-timeouts', node: 'lvs01', tcp: 30, tcpfin: 5, udp: 60 };

const having = (change: Partial<IpvsTimeouts>) =>
  solvedWith('lvs01', ({ ipvs }) => {
    if (ipvs) Object.assign(ipvs.timeouts, change);
  });

describe('ipvs-timeouts', () => {
  it('passes on the recorded director', () => {
    expectPass(judged(wanted), ['lvs01 Timeout (tcp tcpfin udp): 30 5 60']);
  });

  it('fails where ip_vs is not loaded', () => {
    expectFail(
      judged(wanted, { snapshot: blank() }),
      'ip_vs is not loaded on lvs01, so no timeouts are set; expected 30 5 60',
      [],
    );
  });

  const wrong = [
    {
      description: 'the kernel has its own',
      change: { tcpSeconds: 900, tcpFinSeconds: 120, udpSeconds: 300 },
      is: '900 120 300',
    },
    { description: 'tcp differs', change: { tcpSeconds: 31 }, is: '31 5 60' },
    { description: 'tcpfin differs', change: { tcpFinSeconds: 50 }, is: '30 50 60' },
    { description: 'udp differs', change: { udpSeconds: 6 }, is: '30 5 6' },
    { description: 'they are in another order', change: { tcpFinSeconds: 60, udpSeconds: 5 }, is: '30 60 5' },
  ];
  for (const { description, change, is } of wrong) {
    it(`fails when ${description}`, () => {
      expectFail(
        judged(wanted, { snapshot: having(change) }),
        `the timeouts (tcp tcpfin udp) on lvs01 are ${is}, expected 30 5 60`,
        [`lvs01 Timeout (tcp tcpfin udp): ${is}`],
      );
    });
  }
});
