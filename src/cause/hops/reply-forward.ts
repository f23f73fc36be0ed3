/** Whether the routers between real server and client pass the reply on; with NAT the director is one of them. */
import { judgeForwarding } from '../forwarding.ts';
import { firstOf, type Hop } from '../hop.ts';
import { routersBetween } from '../topology.ts';
import { addressAt } from './server-filter.ts';

export const replyForward: Hop = ({ lab, snapshot, way }) =>
  firstOf(way.servers, (server) => {
    const { node, port } = server;
    // A reply to a translated source ends at the translator, which sends it on to the client.
    const back = way.snat && !way.fullNat ? way.routers.toReversed() : routersBetween(lab, node, way.replyTo);
    const routers = [...back, ...(way.fullNat ? [way.fullNat.director] : [])];
    return firstOf(routers, (router) =>
      judgeForwarding({
        lab,
        snapshot,
        way: { ...way, port },
        router,
        // The director gives the reply the VIP as its source only after its filter.
        from: addressAt(way, server),
        sender: server.address,
        to: way.source,
        isReply: true,
      }),
    );
  });
