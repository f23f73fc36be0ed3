/** Whether each real server takes packets for the VIP: with direct routing and tunnels they still have its address. */
import { judgeAddress } from '../../checks/address.ts';
import { isRedirected } from '../../checks/nat-reading.ts';
import { nodeSeen } from '../../probes/snapshot.ts';
import { firstOf, type Hop } from '../hop.ts';
import { hasAnswered } from '../trail.ts';
import { methodOf } from './service.ts';

export const serverVip: Hop = (sight) => {
  const { snapshot, way, trails } = sight;
  const { target, port, servers } = way;
  const method = methodOf(sight);
  if (way.directors.length === 0 || (method !== 'dr' && method !== 'tun')) return undefined;
  return firstOf(servers, ({ node: { name } }) => {
    // One that was seen to answer takes the packets, in whatever way.
    if (trails && hasAnswered(trails, name)) return undefined;
    const finding = judgeAddress({ node: name, address: target }, snapshot);
    if (finding.passed || isRedirected(nodeSeen(snapshot, name), target, port)) return undefined;
    return {
      node: name,
      seen: finding.reason,
      expected: { en: `${name} has ${target}/32, on lo for example`, zh: `${name} 上有 ${target}/32，例如在 lo 上` },
      evidence: finding.evidence,
      hints: [
        {
          en: `A frame for ${target} arrives at ${name}: does it take the packet for its own?`,
          zh: `发往 ${target} 的包到了 ${name}：它会当成给自己的吗？`,
        },
        {
          en: `The addresses and masks of ${name}: ip address show lo.`,
          zh: `${name} 的地址和掩码：ip address show lo。`,
        },
        {
          en: `ip address add ${target}/32 dev lo, after ip address del of one with another mask`,
          zh: `ip address add ${target}/32 dev lo；掩码不对的先用 ip address del 删除`,
        },
      ],
    };
  });
};
