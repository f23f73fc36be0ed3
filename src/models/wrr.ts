/** ip_vs_wrr.c: goes round the servers repeatedly; each round includes the servers whose weight is at least the round's. */
import type { Rule, Server } from './scheduler-rule.ts';

interface WrrState {
  /** Address of the last choice (`cl`); undefined: the head of the list. */
  last: string | undefined;
  /** The minimum weight of a server in this round (`cw`). */
  required: number;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** `di` and `mw`: the difference between two rounds, and the weight of the first. */
function roundsOf(servers: Server[]): { step: number; first: number } {
  const weights = servers.map(({ weight }) => weight);
  const step = weights.reduce(gcd, 0) || 1;
  return { step, first: Math.max(0, ...weights) - (step - 1) };
}

/** ip_vs_wrr_dest_changed, which is called for each server that is added: the current round continues. */
function changed({ required }: WrrState, servers: Server[]): WrrState {
  const { step, first } = roundsOf(servers);
  if (required > first || required === 0) return { last: undefined, required: first };
  return { last: undefined, required: step > 1 ? Math.floor(required / step) * step + 1 : required };
}

export const wrr: Rule<WrrState> = {
  start: (servers) =>
    servers.reduceRight<WrrState>((state, _, index) => changed(state, servers.slice(index)), {
      last: undefined,
      required: 0,
    }),
  states(servers) {
    const { step, first } = roundsOf(servers);
    const rounds = Array.from({ length: Math.ceil(first / step) }, (_, index) => first - index * step);
    const places = [undefined, ...servers.map(({ address }) => address)];
    return rounds.flatMap((required) => places.map((last) => ({ last, required })));
  },
  choose(state, servers) {
    const { step, first } = roundsOf(servers);
    if (first <= 0) return { server: undefined, state };
    let { required } = state;
    let from = servers.findIndex(({ address }) => address === state.last) + 1;
    for (;;) {
      const server = servers.slice(from).find(({ weight }) => weight >= required);
      if (server) return { server, state: { last: server.address, required } };
      from = 0;
      required = required - step > 0 ? required - step : first;
    }
  },
};
