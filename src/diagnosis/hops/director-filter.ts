/** The packet filter of the director: the request in, and out again to a real server. */
import { findNode } from '../../lab/lab.ts';
import { brokenBy, dropAt } from '../drops.ts';
import type { Hook } from '../../checks/packet-filter.ts';
import { packetsOf } from '../filter.ts';
import { firstOf, type Hop } from '../hop.ts';
import { interfaceToward } from '../topology.ts';
import { holdersOf } from './director-vip.ts';

const IN: readonly Hook[] = ['INGRESS', 'PREROUTING', 'INPUT'];
/** What IPVS sends comes to these as if the director had made it. */
const OUT: readonly Hook[] = ['OUTPUT', 'POSTROUTING'];

export const directorFilter: Hop = (sight) => {
  const { lab, way } = sight;
  return firstOf(holdersOf(sight), (name) => {
    const node = findNode(lab, name);
    const source = way.snat?.to ?? way.source;
    const input = node && interfaceToward(lab, node, source)?.name;
    const coming = packetsOf(way, { source, destination: way.target, input });
    const isIn = (hook: Hook): boolean => IN.includes(hook);
    const drop = dropAt(sight, { node: name, hooks: [...IN, ...OUT], written: (hook) => (isIn(hook) ? [coming] : []) });
    if (!drop) return undefined;
    return brokenBy(sight, name, drop, {
      en: `packets of requests to ${way.target}, or of their answers`,
      zh: `发往 ${way.target} 的请求或其应答的包`,
    });
  });
};
