/** Where a gateway leads what clients send to its outer address. */
import { readNatRules } from '../../checks/nat-reading.ts';
import type { Hop } from '../hop.ts';

export const gatewayDnat: Hop = ({ snapshot, way: { dnat } }) => {
  const finding = dnat && readNatRules(dnat, snapshot);
  if (!finding || finding.passed) return undefined;
  const { node, of, to, port } = dnat;
  const service = port === undefined ? '' : ` -p tcp --dport ${port}`;
  return {
    node,
    seen: finding.reason,
    expected: {
      en: `DNAT from ${of}${port === undefined ? '' : `:${port}`} to ${to}`,
      zh: `DNAT：${of}${port === undefined ? '' : `:${port}`} 转换到 ${to}`,
    },
    evidence: finding.evidence,
    hints: [
      { en: `Who has ${of}, and where do its packets have to go?`, zh: `${of} 在谁身上？到它的包应当被送到哪里？` },
      {
        en: `The chain PREROUTING of the nat table on ${node}, and its packet counts.`,
        zh: `${node} 的 nat 表 PREROUTING 链，以及规则的包计数。`,
      },
      {
        en: `iptables -t nat -A PREROUTING -d ${of}${service} -j DNAT --to-destination ${to}`,
        zh: `iptables -t nat -A PREROUTING -d ${of}${service} -j DNAT --to-destination ${to}`,
      },
    ],
  };
};
