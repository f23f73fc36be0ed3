/** The interface of scheduler models, and helpers for them. */

export interface Server {
  address: string;
  weight: number;
  /** ActiveConn and InActConn of `ipvsadm -Ln`. */
  active: number;
  inactive: number;
}

/** A new connection, as seen by a scheduler. */
export interface Arrival {
  source: string;
  /** The VIP; a service for a firewall mark may have several. */
  destination: string;
}

/** A scheduler model. States are immutable: each choice returns the next state. */
export interface Rule<State = unknown> {
  /** The state of a new service. @param servers in the kernel's order: the last one was added first */
  start: (servers: Server[]) => State;
  /** All possible states of a service whose history is unknown. */
  states: (servers: Server[], destinations: string[]) => State[];
  /** The chosen server; undefined if the connection is dropped. */
  choose: (state: State, servers: Server[], arrival: Arrival) => { server: Server | undefined; state: State };
}

/** ip_vs_dest_conn_overhead in include/net/ip_vs.h */
export const overhead = ({ active, inactive }: Server): number => active * 256 + inactive;

/** The server with the least load relative to its weight, compared by products like in the kernel; the first if equal. */
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
