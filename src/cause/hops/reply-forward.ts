/** Whether the routers between real server and client pass the reply on; with NAT the director is one of them. */
import { judgeForwarding } from '../forwarding.ts';
import { firstOf, type Hop } from '../hop.ts';
import { routersBetween } from '../topology.ts';

export const replyForward: Hop = ({ lab, snapshot, way }) =>
  firstOf(way.servers, ({ node }) => {
    // A reply to a translated source ends at the translator, which sends it on to the client.
    const routers = way.snat ? way.routers.toReversed() : routersBetween(lab, node, way.replyTo);
    return firstOf(routers, (router) =>
      judgeForwarding({ lab, snapshot, way, router, from: way.target, to: way.source, isReply: true }),
    );
  });
