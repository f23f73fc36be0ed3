/** What kernels on the way are asked: which way they would send the packets of a request. Pure. */
import { findNode } from '../lab/lab.ts';
import type { RouteQuestion } from '../probes/follow.ts';
import type { Sight } from './hop.ts';
import { crossingQuestion } from './forwarding.ts';
import { tunnelCrossings } from './hops/director-route.ts';
import { requestCrossing } from './hops/gateway-forward.ts';
import { replyCrossings } from './hops/reply-forward.ts';
import { replyQuestion } from './hops/reply-route.ts';

export function questionsFor(sight: Sight): RouteQuestion[] {
  const { lab, way } = sight;
  const directors = way.directors.flatMap((name) => findNode(lab, name) ?? []);
  const sent = directors.flatMap((director) =>
    way.servers.flatMap(({ address }) => [
      { node: director.name, to: address },
      ...tunnelCrossings(sight, director, address).map(crossingQuestion),
    ]),
  );
  const replies = way.servers.flatMap((server) => [
    replyQuestion(sight, server),
    ...replyCrossings(sight, server).map(crossingQuestion),
  ]);
  const all: RouteQuestion[] = [
    { node: way.client.name, to: way.request.address },
    ...way.routers.map((router) => crossingQuestion(requestCrossing(sight, router))),
    ...sent,
    ...replies,
  ];
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}
