import type { Text } from '../lab/primitives.ts';
import type { RepliesSeen } from '../probes/probes.ts';
import type { RouteAnswer } from '../probes/results.ts';
import { hasMac, nodeSeen, type Snapshot } from '../probes/snapshot.ts';
import { httpRequest } from '../lab/checks/common.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import { nameOf } from './wire.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'reply-way'>;

interface Way {
  source: string;
  /** Who gets the frames, by name or MAC; undefined: there is no way, as far as can be seen. */
  to: string | undefined;
  isRight: boolean;
  line: string;
}

/** A machine that answers nothing, since it drops what comes, may have the right way all the same: its kernel knows. */
function askedWay({ node, via }: Parameters, snapshot: Snapshot, source: string, route?: RouteAnswer): Way {
  const owner = nodeSeen(snapshot, via).addresses.find(({ address }) => address === route?.via);
  const isRight = route?.type === 'unicast' && owner !== undefined;
  const said =
    route?.type === undefined
      ? 'no way'
      : route.type === 'unicast'
        ? (route.via ?? `nobody, straight on ${route.device}`)
        : `its own (${route.type})`;
  return {
    source,
    to: route?.type === 'unicast' ? said : undefined,
    isRight,
    line: `${node} answered ${source} nothing; its kernel has: ${said}`,
  };
}

function wayTo(
  parameters: Parameters,
  snapshot: Snapshot,
  { frames, routes, sources }: RepliesSeen,
  source: string,
): Way {
  const { node, via } = parameters;
  const answer = frames.find(
    ({ sourceMac, packet }) =>
      packet.type === 'ip' && packet.destination.address === source && hasMac(snapshot, node, sourceMac),
  );
  if (!answer) return askedWay(parameters, snapshot, source, routes[sources.indexOf(source)]);
  const to = nameOf(snapshot, answer.destinationMac);
  return {
    source,
    to,
    isRight: hasMac(snapshot, via, answer.destinationMac),
    line: `${node} answered ${source} in frames to ${to}`,
  };
}

function reasonOf({ node, via }: Parameters, { source, to }: Way): Text {
  return to === undefined
    ? {
        en: `${node} has no way to answer ${source}, expected ${via}`,
        zh: `${node} 没有路可以应答 ${source}，应当经过 ${via}`,
      }
    : {
        en: `${node} sends its answers to ${source} to ${to}, expected ${via}`,
        zh: `${node} 给 ${source} 的应答送到了 ${to}，应为 ${via}`,
      };
}

export const kind: CheckKind<Parameters, RepliesSeen> = {
  observe(parameters, probes) {
    const { node, from, clients } = parameters;
    const { address, port = 80 } = httpRequest(parameters);
    return probes.replies({ node, from, clients, address, port });
  },
  judge(parameters, { snapshot, observed }) {
    const ways = observed.sources.map((source) => wayTo(parameters, snapshot, observed, source));
    const evidence = ways.map(({ line }) => line);
    const wrong = ways.find(({ isRight }) => !isRight);
    return wrong ? fail(reasonOf(parameters, wrong), ...evidence) : pass(...evidence);
  },
};
