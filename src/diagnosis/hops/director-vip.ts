/** The VIP on one of the directors. */
import { judgeAddress } from '../../checks/address.ts';
import { hasMac } from '../../probes/snapshot.ts';
import type { Hop, Sight } from '../hop.ts';

/** The directors that take packets for the VIP: they have it, or say by ARP that they do, as with proxy ARP. */
export const holdersOf = ({ snapshot, arp, way: { directors, target } }: Sight): string[] =>
  directors.filter(
    (node) =>
      judgeAddress({ node, address: target }, snapshot).passed || arp.some(({ mac }) => hasMac(snapshot, node, mac)),
  );

export const directorVip: Hop = (sight) => {
  const { snapshot, way } = sight;
  const { target, directors } = way;
  const [node] = directors;
  if (node === undefined || holdersOf(sight).length > 0) return undefined;
  const finding = judgeAddress({ node, address: target }, snapshot);
  if (finding.passed) return undefined;
  const names = directors.join(' / ');
  return {
    node,
    seen: finding.reason,
    expected: { en: `${names} has ${target}`, zh: `${names} 上有 ${target}` },
    evidence: finding.evidence,
    hints: [
      { en: `Which machine should say that it has ${target}?`, zh: `哪台机器应当说 ${target} 在自己身上？` },
      { en: `The addresses of ${node}: ip address.`, zh: `${node} 的地址：ip address。` },
      {
        en: `ip address add ${target}/32 dev DEVICE (the tutorial: ifconfig DEVICE:0 ${target} … up)`,
        zh: `ip address add ${target}/32 dev 网卡（教程：ifconfig 网卡:0 ${target} … up）`,
      },
    ],
  };
};
