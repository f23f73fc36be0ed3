/** How the director was seen to send a request on. Pure. */
import { coreOf } from '../models/journey.ts';
import type { Sight } from './hop.ts';
import { failedOf, type Trail } from './trail.ts';

/** Whether a director sent the request to one of the lab's servers, in the way that the lab wants. */
function isForwarded({ way }: Sight, { there }: Trail): boolean {
  const out = there.find(({ from }) => way.directors.includes(from));
  if (!out) return false;
  const { address, port } = coreOf(out.packet).destination;
  const isWrapped = out.packet.inner !== undefined;
  if (way.destinations?.method === 'nat') {
    return !isWrapped && way.servers.some((server) => server.address === address && server.port === port);
  }
  const next = out.packet.destination.address;
  const isServers = isWrapped
    ? way.servers.some((server) => server.address === next)
    : way.servers.some(({ node }) => node.name === out.to);
  return address === way.target && isServers && isWrapped === (way.destinations?.method === 'tun');
}

/** What is written in the table of IPVS then explains nothing: the requests that failed got past it as they should. */
export const isRightlyForwarded = (sight: Sight): boolean => {
  const failed = (sight.trails ?? []).filter(({ isAnswered }) => !isAnswered);
  return failed.length > 0 && failed.every((trail) => isForwarded(sight, trail));
};

/** Requests that came to the director and stayed there. */
export const keptAt = ({ trails }: Sight, director: string): Trail[] =>
  failedOf(trails ?? []).filter(
    ({ there }) => there.some(({ to }) => to === director) && !there.some(({ from }) => from === director),
  );
