/** Simulates a workload of connections on one virtual service, and compares it with what the kernel did. */
import type { Arrival, Rule, Server } from './scheduler-rule.ts';

/** Opens a connection, or closes connection number `close`, counted from 0. */
export type WorkloadEvent = { open: Arrival } | { close: number };

/** One connection: the servers that the rule allows, and the one that got it. */
export interface Placement {
  arrival: Arrival;
  /** Addresses: several if the state of the service is not known, none if the connection is dropped. */
  predicted: string[];
  /** undefined: no server got it. */
  chosen: string | undefined;
}

const moved = (servers: Server[], address: string | undefined, active: number, inactive: number): Server[] =>
  servers.map((one) =>
    one.address === address ? { ...one, active: one.active + active, inactive: one.inactive + inactive } : one,
  );

const unique = <T>(values: T[]): T[] => [...new Set(values)];

/** Processes the events in order, and calls `place` for each new connection. */
function follow(
  servers: Server[],
  events: WorkloadEvent[],
  place: (arrival: Arrival, servers: Server[]) => Placement,
): Placement[] {
  const placements: Placement[] = [];
  let now = servers;
  for (const event of events) {
    if ('open' in event) {
      const placement = place(event.open, now);
      placements.push(placement);
      now = moved(now, placement.chosen, 1, 0);
    } else {
      now = moved(now, placements[event.close]?.chosen, -1, 1);
    }
  }
  return placements;
}

/** Predicts the placements for a service in the given state. */
export function simulate<State>(
  rule: Rule<State>,
  state: State,
  servers: Server[],
  events: WorkloadEvent[],
): Placement[] {
  let current = state;
  return follow(servers, events, (arrival, now) => {
    const next = rule.choose(current, now, arrival);
    current = next.state;
    const chosen = next.server?.address;
    return { arrival, predicted: chosen === undefined ? [] : [chosen], chosen };
  });
}

/**
 * Compares the kernel's choices with the rule. Connections count for the server that the kernel chose; of the possible
 * states of the service, only those remain that explain all choices so far.
 * @param chosen the kernel's choice for each connection, in order
 */
export function compare<State>(
  rule: Rule<State>,
  states: State[],
  servers: Server[],
  events: WorkloadEvent[],
  chosen: (string | undefined)[],
): Placement[] {
  let possible = states;
  let index = 0;
  return follow(servers, events, (arrival, now) => {
    const kernel = chosen[index];
    index += 1;
    const next = possible.map((state) => rule.choose(state, now, arrival));
    const fitting = next.filter(({ server }) => server?.address === kernel);
    possible = (fitting.length > 0 ? fitting : next).map(({ state }) => state);
    return { arrival, predicted: unique(next.flatMap(({ server }) => server?.address ?? [])), chosen: kernel };
  });
}

export const agrees = ({ predicted, chosen }: Placement): boolean =>
  chosen === undefined ? predicted.length === 0 : predicted.includes(chosen);
