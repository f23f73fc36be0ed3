/** Where a gateway leads what clients send to its outer address. */
import { fail, type Finding } from '../../checks/kind.ts';
import { natRules, readNatRules } from '../../checks/nat-reading.ts';
import { nodeSeen } from '../../probes/snapshot.ts';
import { risen } from '../filter.ts';
import type { Hop, Sight } from '../hop.ts';

/** The rule is right, as far as it can be read, and was seen to leave requests to the gateway itself. */
function leftOver({ snapshot, way: { dnat }, trails = [], followed }: Sight): Finding | undefined {
  const left = trails.find(
    ({ isAnswered, there }) =>
      !isAnswered && there.at(-1)?.to === dnat?.node && there.at(-1)?.packet.destination.address === dnat?.of,
  );
  const seen = followed?.nodes[dnat?.node ?? ''];
  // One that REJECT answered came as far as a filter.
  const isRejected = seen !== undefined && risen(seen).some(({ target }) => target === 'REJECT');
  if (!dnat || left?.refusedBy !== dnat.node || isRejected) return undefined;
  const rules = natRules(nodeSeen(snapshot, dnat.node)).filter(({ target }) => target === 'DNAT');
  const shown = rules.map(({ text }) => text).join('; ');
  return fail(
    {
      en: `no DNAT rule on ${dnat.node} took the request of ${left.source} to ${dnat.of}, and ${dnat.node} refused it itself${shown && `: there is ${shown}`}`,
      zh: `${dnat.node} 上没有 DNAT 规则处理 ${left.source} 到 ${dnat.of} 的请求，它自己拒绝了${shown && `：现有 ${shown}`}`,
    },
    ...rules.map(({ text }) => `${dnat.node} ${text}`),
    `${dnat.node} answered ${left.source} with RST`,
  );
}

export const gatewayDnat: Hop = (sight) => {
  const { snapshot, way } = sight;
  const { dnat } = way;
  const read = dnat && readNatRules(dnat, snapshot);
  const finding = read?.passed ? leftOver(sight) : read;
  if (!dnat || !finding || finding.passed) return undefined;
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
