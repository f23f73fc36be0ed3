/**
 * The schedulers of ip_vs_lblc.c and ip_vs_lblcr.c: a destination keeps its server, or its set of servers, until it is
 * overloaded while another server is half idle. Entries expire after a day (lblcr_expiration), which is not modelled.
 */
import { leastLoaded, overhead, type Rule, type Server } from './scheduler-rule.ts';

/** Destination → addresses of its servers, the most recent first. lblc has only one. */
type Remembered = Record<string, string[]>;

const isOverloaded = (server: Server, servers: Server[]): boolean =>
  server.active > server.weight && servers.some(({ active, weight }) => active * 2 < weight);

/** @param remember the new servers of a destination if `chosen` is not among the current ones */
function byLocality(
  listsOf: (addresses: string[]) => string[][],
  remember: (known: string[], chosen: string) => string[],
): Rule<Remembered> {
  return {
    start: () => ({}),
    states: (servers, destinations) => {
      const lists = listsOf(servers.map(({ address }) => address));
      return destinations.reduce<Remembered[]>(
        (states, destination) => states.flatMap((state) => lists.map((list) => ({ ...state, [destination]: list }))),
        [{}],
      );
    },
    choose(state, servers, { destination }) {
      const known = state[destination] ?? [];
      const set = known.flatMap((address) => servers.find((one) => one.address === address) ?? []);
      const usual = leastLoaded(set, overhead);
      if (usual && !isOverloaded(usual, servers)) return { server: usual, state };
      const server = leastLoaded(servers, overhead);
      if (!server || known.includes(server.address)) return { server, state };
      return { server, state: { ...state, [destination]: remember(known, server.address) } };
    },
  };
}

const orderedSubsets = (addresses: string[]): string[][] => [
  [],
  ...addresses.flatMap((first) =>
    orderedSubsets(addresses.filter((address) => address !== first)).map((rest) => [first, ...rest]),
  ),
];

export const lblc = byLocality(
  (addresses) => [[], ...addresses.map((address) => [address])],
  (_, chosen) => [chosen],
);

export const lblcr = byLocality(orderedSubsets, (known, chosen) => [chosen, ...known]);
