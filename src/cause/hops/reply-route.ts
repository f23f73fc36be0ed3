/** Which way each real server sends its reply. */
import { firstOf, type Hop } from '../hop.ts';
import { wrongRoute } from '../routing.ts';

export const replyRoute: Hop = ({ lab, snapshot, way: { servers, replyTo } }) =>
  firstOf(servers, ({ node }) => {
    const wrong = wrongRoute(lab, snapshot, node, replyTo);
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
        { en: `The routes of ${name}: the longest prefix wins.`, zh: `看 ${name} 的路由表：前缀最长的路由优先。` },
        {
          en: `ip route get ${replyTo}, then ip route del of what is too much, or ip route replace default via ${gateway ?? 'ROUTER'}`,
          zh: `ip route get ${replyTo}；多余的路由用 ip route del 删除，或 ip route replace default via ${gateway ?? '网关'}`,
        },
      ],
    };
  });
