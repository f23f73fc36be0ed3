/** From the director to the real server: by which route the packet leaves, and who passes it on. */
import { findNode } from '../../lab/lab.ts';
import { firstOf, type Hop } from '../hop.ts';
import { wrongRoute } from '../routing.ts';
import { judgeForwarding } from '../forwarding.ts';
import { interfaceToward, routersBetween } from '../topology.ts';
import { holdersOf } from './director-vip.ts';

export const directorRoute: Hop = (sight) => {
  const { lab, snapshot, way } = sight;
  return firstOf(holdersOf(sight), (name) => {
    const director = findNode(lab, name);
    return firstOf(director ? way.servers : [], ({ node: server, address }) => {
      if (!director) return undefined;
      const wrong = wrongRoute(lab, snapshot, director, address);
      if (!wrong) {
        const from = interfaceToward(lab, director, address)?.address ?? '';
        const isTunnelled = way.destinations?.method === 'tun';
        return firstOf(isTunnelled ? routersBetween(lab, director, address) : [], (router) =>
          judgeForwarding({ lab, snapshot, way, router, from, to: address, isReply: false, isTunnelled }),
        );
      }
      return {
        ...wrong,
        node: name,
        hints: [
          { en: `How does ${name} reach ${server.name}?`, zh: `${name} 怎么到达 ${server.name}？` },
          { en: `The routes of ${name}.`, zh: `${name} 的路由表。` },
          { en: `ip route get ${address}`, zh: `ip route get ${address}` },
        ],
      };
    });
  });
};
