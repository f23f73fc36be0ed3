/** The frame from the director to the real server: by which route it leaves. */
import { findNode } from '../../lab/lab.ts';
import { firstOf, type Hop } from '../hop.ts';
import { wrongRoute } from '../routing.ts';
import { holdersOf } from './director-vip.ts';

export const directorRoute: Hop = (sight) => {
  const { lab, snapshot, way } = sight;
  return firstOf(holdersOf(sight), (name) => {
    const director = findNode(lab, name);
    return firstOf(director ? way.servers : [], ({ node: server, address }) => {
      const wrong = director && wrongRoute(lab, snapshot, director, address);
      return (
        wrong && {
          ...wrong,
          node: name,
          hints: [
            { en: `How does ${name} reach ${server.name}?`, zh: `${name} 怎么到达 ${server.name}？` },
            { en: `The routes of ${name}.`, zh: `${name} 的路由表。` },
            { en: `ip route get ${address}`, zh: `ip route get ${address}` },
          ],
        }
      );
    });
  });
};
