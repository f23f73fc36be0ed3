/** Whether the routers between client and target pass the request on. */
import { firstOf, type Hop } from '../hop.ts';
import { judgeForwarding } from '../forwarding.ts';

export const gatewayForward: Hop = ({ lab, snapshot, way }) =>
  firstOf(way.routers, (router) =>
    judgeForwarding({ lab, snapshot, way, router, from: way.source, to: way.target, isReply: false }),
  );
