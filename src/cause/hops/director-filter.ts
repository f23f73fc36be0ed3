/** The packet filter that a request meets on the director before IPVS does. */
import { findNode } from '../../lab/lab.ts';
import { nodeSeen } from '../../observe/snapshot.ts';
import { dropOf, packetsOf } from '../filter.ts';
import { firstOf, type Hop } from '../hop.ts';
import { interfaceToward } from '../topology.ts';
import { holdersOf } from './director-vip.ts';

export const directorFilter: Hop = (sight) => {
  const { lab, snapshot, way } = sight;
  return firstOf(holdersOf(sight), (name) => {
    const node = findNode(lab, name);
    const source = way.snat?.to ?? way.source;
    const input = node && interfaceToward(lab, node, source)?.name;
    const packets = packetsOf(way, { source, destination: way.target, input });
    const seen = nodeSeen(snapshot, name);
    const rule = dropOf(seen, 'PREROUTING', packets) ?? dropOf(seen, 'INPUT', packets);
    if (rule === undefined) return undefined;
    return {
      node: name,
      seen: {
        en: `${name} drops the request before IPVS sees it: ${rule}`,
        zh: `${name} 在 IPVS 看到请求之前就把它丢弃了：${rule}`,
      },
      expected: {
        en: `the chain INPUT of ${name} lets ${way.target} through`,
        zh: `${name} 的 INPUT 链放行到 ${way.target} 的包`,
      },
      evidence: [`${name} ${rule}`],
      hints: [
        {
          en: `The request reaches ${name}: why does its connection table stay empty?`,
          zh: `请求到了 ${name}，它的连接表为什么是空的？`,
        },
        { en: `The chain INPUT of ${name}, and its packet counts.`, zh: `${name} 的 INPUT 链，以及规则的包计数。` },
        {
          en: 'iptables -L INPUT -nv --line-numbers, then iptables -D INPUT NUMBER',
          zh: 'iptables -L INPUT -nv --line-numbers，再 iptables -D INPUT 行号',
        },
      ],
    };
  });
};
