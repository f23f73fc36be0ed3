/** From the director to the real server: by which route the packet leaves, and who passes it on. */
import { findNode, type LabNode } from '../../lab/lab.ts';
import { firstOf, type Hop, type Sight } from '../hop.ts';
import { wrongRoute } from '../routing.ts';
import { judgeForwarding, type Crossing } from '../forwarding.ts';
import { interfaceToward, routersBetween } from '../topology.ts';
import { holdersOf } from './director-vip.ts';

/** The routers that a packet in a tunnel passes. */
export function tunnelCrossings(sight: Sight, director: LabNode, address: string): Crossing[] {
  const { lab, way } = sight;
  if (way.destinations?.method !== 'tun') return [];
  const from = interfaceToward(lab, director, address)?.address ?? '';
  return routersBetween(lab, director, address).map((router) => ({
    sight,
    way,
    router,
    from,
    to: address,
    isReply: false,
    isTunnelled: true,
  }));
}

export const directorRoute: Hop = (sight) => {
  const { lab, way } = sight;
  return firstOf(holdersOf(sight), (name) => {
    const director = findNode(lab, name);
    return firstOf(director ? way.servers : [], ({ node: server, address }) => {
      if (!director) return undefined;
      const wrong = wrongRoute(sight, director, address);
      if (!wrong) {
        return firstOf(tunnelCrossings(sight, director, address), judgeForwarding);
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
