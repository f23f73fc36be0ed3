/** The packet filter of each real server: the request in, the reply out. */
import { nodeSeen } from '../../observe/snapshot.ts';
import { dropOf, packetsOf } from '../filter.ts';
import { firstOf, type Hop } from '../hop.ts';
import { interfaceToward } from '../topology.ts';
import type { Way, WayServer } from '../way.ts';

/** What the packet is addressed to where it arrives. */
export const addressAt = ({ destinations, target, directors }: Way, { address }: WayServer): string =>
  directors.length > 0 && destinations?.method === 'nat' ? address : target;

export const serverFilter: Hop = ({ lab, snapshot, way }) =>
  firstOf(way.servers, (server) => {
    const { name } = server.node;
    const device = interfaceToward(lab, server.node, way.replyTo)?.name;
    const local = addressAt(way, server);
    const seen = nodeSeen(snapshot, name);
    const at = { ...way, port: server.port };
    const coming = packetsOf(at, { source: way.replyTo, destination: local, input: device });
    const leaving = packetsOf(at, { source: local, destination: way.replyTo, isReply: true, output: device });
    const inward = dropOf(seen, 'PREROUTING', coming) ?? dropOf(seen, 'INPUT', coming);
    const rule = inward ?? dropOf(seen, 'OUTPUT', leaving);
    if (rule === undefined) return undefined;
    const chain = inward === undefined ? 'OUTPUT' : 'INPUT';
    return {
      node: name,
      seen: {
        en: `${name} drops ${chain === 'INPUT' ? 'what comes from' : 'its reply to'} ${way.replyTo}: ${rule}`,
        zh: `${name} 丢弃了${chain === 'INPUT' ? '来自' : '发给'} ${way.replyTo} 的包：${rule}`,
      },
      expected: { en: `the chain ${chain} of ${name} lets it through`, zh: `${name} 的 ${chain} 链放行` },
      evidence: [`${name} ${rule}`],
      hints: [
        { en: `Does ${name} let every client in, new ones too?`, zh: `${name} 放行所有的客户端吗？包括新来的？` },
        {
          en: `The chain ${chain} of ${name}, and its packet counts.`,
          zh: `${name} 的 ${chain} 链，以及规则的包计数。`,
        },
        {
          en: `iptables -L ${chain} -nv --line-numbers, then iptables -D ${chain} NUMBER`,
          zh: `iptables -L ${chain} -nv --line-numbers，再 iptables -D ${chain} 行号`,
        },
      ],
    };
  });
