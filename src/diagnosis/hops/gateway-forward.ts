/** Whether the routers between client and target pass the request on. */
import type { LabNode } from '../../lab/lab.ts';
import { judgeForwarding, type Crossing } from '../forwarding.ts';
import { firstOf, type Hop, type Sight } from '../hop.ts';

export const requestCrossing = (sight: Sight, router: LabNode): Crossing => {
  const { way } = sight;
  return { sight, way, router, from: way.source, to: way.target, isReply: false };
};

export const gatewayForward: Hop = (sight) =>
  firstOf(sight.way.routers, (router) => judgeForwarding(requestCrossing(sight, router)));
