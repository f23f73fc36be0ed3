import { nodeSeen } from '../probes/snapshot.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'ipvs-timeouts'>;

export const kind: CheckKind<Parameters, undefined> = {
  judge({ node, tcp, tcpfin, udp }, { snapshot }) {
    const { ipvs } = nodeSeen(snapshot, node);
    const expected = `${tcp} ${tcpfin} ${udp}`;
    if (!ipvs) {
      return fail({
        en: `ip_vs is not loaded on ${node}, so no timeouts are set; expected ${expected}`,
        zh: `${node} 上还没有加载 ip_vs，超时时间没有设置；应为 ${expected}`,
      });
    }
    const { tcpSeconds, tcpFinSeconds, udpSeconds } = ipvs.timeouts;
    const seen = `${tcpSeconds} ${tcpFinSeconds} ${udpSeconds}`;
    const line = `${node} Timeout (tcp tcpfin udp): ${seen}`;
    if (seen === expected) return pass(line);
    return fail(
      {
        en: `the timeouts (tcp tcpfin udp) on ${node} are ${seen}, expected ${expected}`,
        zh: `${node} 上的超时时间 (tcp tcpfin udp) 是 ${seen}，应为 ${expected}`,
      },
      line,
    );
  },
};
