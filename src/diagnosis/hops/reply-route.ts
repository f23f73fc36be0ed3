/** Which way each real server sends its reply. */
import { judgeAddress } from '../../checks/address.ts';
import { firstOf, type Hop, type Sight, type Broken } from '../hop.ts';
import type { RouteQuestion } from '../../probes/follow.ts';
import { strayFrame } from '../neighbour.ts';
import { wrongRoute } from '../routing.ts';
import { nodeAt, routerFor } from '../topology.ts';
import type { WayServer } from '../way.ts';
import { addressAt } from './server-filter.ts';

/** The kernel knows ways from addresses that the node has, and from no others. */
export function replyQuestion({ snapshot, way }: Sight, server: WayServer): RouteQuestion {
  const { name } = server.node;
  const local = addressAt(way, server);
  const isItsOwn = judgeAddress({ node: name, address: local }, snapshot).passed;
  return { node: name, to: way.replyTo, from: isItsOwn ? local : undefined };
}

/** Seen to send an answer to the router of the lab: by proxy ARP, or by a rule that the kernel was not asked about. */
function isSeenRight({ lab, way, trails }: Sight, { node }: WayServer): boolean {
  const router = routerFor(lab, node, way.replyTo);
  const next = typeof router === 'string' ? nodeAt(lab, router)?.name : undefined;
  const answers = (trails ?? []).flatMap(({ back }) => back.slice(0, 1)).filter(({ from }) => from === node.name);
  return next !== undefined && answers.length > 0 && answers.every(({ to }) => to === next);
}

/** The kernel has the right way, and another MAC for the machine that it leads to. */
function strayReply(sight: Sight, { node }: WayServer): Broken | undefined {
  const { lab, way, trails = [] } = sight;
  const router = routerFor(lab, node, way.replyTo);
  const address = router ?? way.replyTo;
  const next = nodeAt(lab, address);
  if (router === undefined || !next) return undefined;
  const answers = trails.flatMap(({ back }) => back.slice(0, 1)).filter(({ from }) => from === node.name);
  return firstOf(answers, (frame) => strayFrame(sight, node.name, { name: next.name, address }, frame));
}

export const replyRoute: Hop = (sight) =>
  firstOf(sight.way.servers, (server) => {
    const { replyTo } = sight.way;
    const { node } = server;
    if (isSeenRight(sight, server)) return undefined;
    const stray = strayReply(sight, server);
    if (stray) return stray;
    const wrong = wrongRoute(sight, node, replyTo, { from: replyQuestion(sight, server).from });
    if (!wrong) return undefined;
    const { name, gateway } = node;
    return {
      ...wrong,
      node: name,
      hints: [
        {
          en: `The request arrived: which way does ${name} answer ${replyTo}?`,
          zh: `请求到了：${name} 从哪条路应答 ${replyTo}？`,
        },
        {
          en: `The routes of ${name}: the longest prefix wins, and rules (ip rule) come before them.`,
          zh: `看 ${name} 的路由表：前缀最长的路由优先；策略路由 (ip rule) 在它之前。`,
        },
        {
          en: `ip route get ${replyTo}, then ip route del of what is too much, or ip route replace default via ${gateway ?? 'ROUTER'}`,
          zh: `ip route get ${replyTo}；多余的路由用 ip route del 删除，或 ip route replace default via ${gateway ?? '网关'}`,
        },
      ],
    };
  });
