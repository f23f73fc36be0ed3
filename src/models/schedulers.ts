/**
 * Models which real server IPVS chooses for a new connection. Each rule follows the kernel source file named next to it
 * (net/netfilter/ipvs, as of 6.12). Servers are in the kernel's order: the one that was added last comes first
 * (`list_add_rcu` in ip_vs_ctl.c), which `ipvsadm -Ln --nosort` shows.
 */
import { hash32 } from './hash32.ts';
import { lblc, lblcr } from './locality.ts';
import { leastLoaded, overhead, type Rule, type Server } from './scheduler-rule.ts';
import { wrr } from './wrr.ts';

const TABLE_BITS = 8;
const TABLE_SIZE = 2 ** TABLE_BITS;

const takes = ({ weight }: Server): boolean => weight > 0;

/** A rule without state. */
const forgetful = (choose: (servers: Server[], source: string, destination: string) => Server | undefined): Rule => ({
  start: () => undefined,
  states: () => [undefined],
  choose: (state, servers, { source, destination }) => ({ server: choose(servers, source, destination), state }),
});

/** ip_vs_rr.c: the next available server after the last choice; the state is the address of that choice. */
const rr: Rule<string | undefined> = {
  start: () => undefined,
  states: (servers) => [undefined, ...servers.map(({ address }) => address)],
  choose(last, servers) {
    const after = servers.findIndex(({ address }) => address === last) + 1;
    const server = [...servers.slice(after), ...servers.slice(0, after)].find(takes);
    return { server, state: server?.address ?? last };
  },
};

const expectedDelay = ({ active }: Server): number => active + 1;

/** ip_vs_nq.c: the first idle server, regardless of its weight; if there is none, like sed. */
const neverQueue = (servers: Server[]): Server | undefined =>
  servers.find((server) => takes(server) && server.active === 0) ?? leastLoaded(servers, expectedDelay);

/** ip_vs_sh.c, ip_vs_sh_reassign: each server gets as many consecutive buckets as its weight, or one for weight 0. */
function sourceBuckets(servers: Server[]): Server[] {
  const round = servers.flatMap((server) => Array<Server>(Math.max(1, server.weight)).fill(server));
  return Array.from({ length: TABLE_SIZE }, (_, bucket) => round[bucket % round.length]).filter(
    (server) => server !== undefined,
  );
}

/** If the server of a bucket accepts no connections, they are dropped: no other server is tried. */
const ifTaking = (server: Server | undefined): Server | undefined => (server && takes(server) ? server : undefined);

const heaviest = (servers: Server[]): Server | undefined =>
  servers
    .filter(takes)
    .reduce<Server | undefined>((most, one) => (!most || one.weight > most.weight ? one : most), undefined);

/** All schedulers, without the flags of sh (`sh-port`, `sh-fallback`) and the thresholds of servers (`-x`). */
export const SCHEDULERS = {
  rr,
  wrr,
  /** ip_vs_lc.c: a weight only matters if it is zero. */
  lc: forgetful((servers) => leastLoaded(servers, overhead, () => 1)),
  /** ip_vs_wlc.c */
  wlc: forgetful((servers) => leastLoaded(servers, overhead)),
  lblc,
  lblcr,
  /** ip_vs_dh.c: a bucket for each server in turn, by the destination's hash; a weight only matters if it is zero. */
  dh: forgetful((servers, _, destination) => ifTaking(servers[hash32(destination, TABLE_BITS) % servers.length])),
  /** ip_vs_sh.c */
  sh: forgetful((servers, source) => ifTaking(sourceBuckets(servers)[hash32(source, TABLE_BITS)])),
  /** ip_vs_sed.c: the server with the shortest expected delay. */
  sed: forgetful((servers) => leastLoaded(servers, expectedDelay)),
  nq: forgetful(neverQueue),
  /** ip_vs_fo.c */
  fo: forgetful(heaviest),
  /** ip_vs_ovf.c: the server with the highest weight whose active connections do not exceed it. */
  ovf: forgetful((servers) => heaviest(servers.filter(({ active, weight }) => active <= weight))),
};

export type SchedulerName = keyof typeof SCHEDULERS;
export const SCHEDULER_NAMES = Object.keys(SCHEDULERS) as [SchedulerName, ...SchedulerName[]];

/** The rule of a scheduler. The type of its state is hidden, since only the rule itself uses it. */
export const ruleOf = (name: SchedulerName): Rule => SCHEDULERS[name] as unknown as Rule;
