/** From the director to the real server: by which route the packet leaves, and who passes it on. */
import { findNode, type LabNode } from '../../lab/lab.ts';
import { coreOf } from '../../models/journey.ts';
import { firstOf, type Broken, type Hop, type Sight } from '../hop.ts';
import { strayFrame } from '../neighbour.ts';
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

/** The server that IPVS chose for a request, by its table, is not the machine that the director sent it to. */
function strayRequest(sight: Sight, director: string): Broken | undefined {
  const { way, followed, trails = [] } = sight;
  const entries = followed?.nodes[director]?.after.connections ?? [];
  return firstOf(trails, ({ there }) => {
    const frame = there.find(({ from }) => from === director);
    if (!frame || frame.packet.inner) return undefined;
    const { address, port } = coreOf(there[0]?.packet ?? frame.packet).source;
    const entry = entries.find(({ client }) => client.address === address && client.port === port);
    const chosen = way.servers.find((server) => server.address === entry?.destination.address);
    return chosen && strayFrame(sight, director, { name: chosen.node.name, address: chosen.address }, frame);
  });
}

export const directorRoute: Hop = (sight) => {
  const { lab, way } = sight;
  return firstOf(holdersOf(sight), (name) => {
    const stray = strayRequest(sight, name);
    if (stray) return stray;
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
