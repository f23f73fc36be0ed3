/** What the rule of a scheduler is made of. */

export interface Server {
  address: string;
  weight: number;
  /** ActiveConn and InActConn of `ipvsadm -Ln`. */
  active: number;
  inactive: number;
}

/** A new connection, as far as a scheduler looks at it. */
export interface Arrival {
  source: string;
  /** The VIP; services of a firewall mark have several. */
  destination: string;
}

/** States are values: a choice gives the next one and leaves the old one as it was. */
export interface Rule<State = unknown> {
  /** Of a service that is new. @param servers in the kernel's order, so the last of them was added first */
  start: (servers: Server[]) => State;
  /** All that a service may be in whose past is not known. */
  states: (servers: Server[], destinations: string[]) => State[];
  /** The server is undefined when the connection is dropped. */
  choose: (state: State, servers: Server[], arrival: Arrival) => { server: Server | undefined; state: State };
}

/** ip_vs_dest_conn_overhead in include/net/ip_vs.h */
export const overhead = ({ active, inactive }: Server): number => active * 256 + inactive;

/** The least load for its weight, by products as the kernel compares; the first of equals. */
export function leastLoaded(
  servers: Server[],
  load: (server: Server) => number,
  weight = (server: Server): number => server.weight,
): Server | undefined {
  return servers
    .filter((server) => server.weight > 0)
    .reduce<Server | undefined>(
      (least, one) => (!least || load(least) * weight(one) > load(one) * weight(least) ? one : least),
      undefined,
    );
}
