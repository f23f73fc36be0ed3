/** Which way a node would send packets, as its kernel says when it is asked (`ip route get`). Nothing is sent. Pure. */
import { parseRoutes } from '../parsers/ip-json.ts';
import { splitLines } from '../parsers/lines.ts';
import { TOOLS_ONLY } from './tools.ts';
import type { RouteAnswer } from './results.ts';

/**
 * `sh -c ROUTES_SCRIPT sh SOURCE ADDRESS...`: rules of policy routing may ask for the source of a packet. The kernel knows ways
 * from its own addresses alone: a source that the node does not have is left out. Exit status 1 when some address has no way.
 */
export const ROUTES_SCRIPT = `${TOOLS_ONLY}
from=$1; shift
case $(ip -o route get "$from" 2>/dev/null) in "local "*) from="from $from" ;; *) from= ;; esac
for address; do echo "route get $address $from"; done | ip -j -force -batch - 2>/dev/null`;

/** Exit statuses of ROUTES_SCRIPT. */
export const ROUTES_EXITS = [0, 1];

// [{"dst":"192.168.200.3","from":"192.168.0.240","gateway":"192.168.0.100","dev":"eth0","flags":[],"uid":0,"cache":[]}]
/** In the order of `addresses`; one that is not in the output has no way. @throws ParseError */
export function readRouteAnswers(output: string, addresses: string[]): RouteAnswer[] {
  const routes = new Map(
    splitLines(output)
      .flatMap(({ text }) => parseRoutes(text))
      .map((route) => [route.destination, route]),
  );
  return addresses.map((address) => {
    const route = routes.get(address);
    return { address, type: route?.type, via: route?.via, device: route?.device };
  });
}
