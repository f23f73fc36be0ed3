/** Whether the routers between real server and client pass the reply on; with NAT the director is one of them. */
import { judgeForwarding, type Crossing } from '../forwarding.ts';
import { firstOf, type Hop, type Sight } from '../hop.ts';
import { routersBetween } from '../topology.ts';
import type { WayServer } from '../way.ts';
import { addressAt } from './server-filter.ts';

/** Each router that the server's reply should pass. */
export function replyCrossings(sight: Sight, server: WayServer): Crossing[] {
  const { lab, way } = sight;
  const { node, port, address } = server;
  // A reply to a translated source ends at the translator, which sends it on to the client.
  const back = way.snat && !way.fullNat ? way.routers.toReversed() : routersBetween(lab, node, way.replyTo);
  const routers = [...back, ...(way.fullNat ? [way.fullNat.director] : [])];
  return routers.map((router) => ({
    sight,
    way: { ...way, port },
    router,
    // The director gives the reply the VIP as its source only after its filter.
    from: addressAt(way, server),
    sender: address,
    to: way.source,
    isReply: true,
  }));
}

export const replyForward: Hop = (sight) =>
  firstOf(sight.way.servers, (server) => firstOf(replyCrossings(sight, server), judgeForwarding));
