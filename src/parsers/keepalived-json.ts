/**
 * Parses the data that keepalived writes on the signal `keepalived --signum=JSON`: its VRRP instances with their actual
 * settings.
 */
import { z } from 'zod';
import { ParseError } from './parse-error.ts';

export type VrrpState = 'init' | 'backup' | 'master' | 'fault' | 'stopped' | 'deleted';

export interface VrrpInstance {
  name: string;
  state: VrrpState;
  interface: string;
  version: 2 | 3;
  virtualRouterId: number;
  priority: number;
  /** The priority as changed by tracking. */
  effectivePriority: number;
  advertIntervalMs: number;
  preempt: boolean;
  strict: boolean;
  /** Its own firewall drops what comes for an address of the instance that it has: vrrp_strict or no_accept. */
  dropsItsOwn?: boolean;
  /** undefined: no authentication. */
  password: string | undefined;
  /** As in the configuration: `192.168.0.240/24 dev eth0 scope global label eth0:240`. */
  addresses: string[];
  received: number;
  sent: number;
  /** Advertisements discarded because of their password or authentication type. */
  authenticationFailures: number;
  /** Advertisements discarded because of their address list, interval, TTL or length. */
  otherErrors: number;
}

// vrrp.h of keepalived: VRRP_STATE_INIT 0, BACK 1, MAST 2, FAULT 3; vrrp_data.c: 97 deleted, 98 stopped.
const STATES: Record<number, VrrpState> = {
  0: 'init',
  1: 'backup',
  2: 'master',
  3: 'fault',
  97: 'deleted',
  98: 'stopped',
};

/** The notes that keepalived appends to a configured address: that it is set, and that its firewall drops packets for it. */
const IN_FORCE = /(?: set)?(?: iptable_set)?(?: nftable_set)?$/;

const DROPPED = / (?:ip|nf)tables?_set$/;

const flag = z.union([z.boolean(), z.literal([0, 1])]).transform(Boolean);

const data = z.object({
  iname: z.string(),
  ifp_ifname: z.string().default(''),
  vrid: z.int(),
  base_priority: z.int(),
  effective_priority: z.int(),
  /** Seconds; may be a fraction with version 3. */
  adver_int: z.number(),
  state: z.int(),
  version: z.literal([2, 3]),
  nopreempt: flag,
  strict_mode: flag,
  vips: z.array(z.string()).default([]),
  evips: z.array(z.string()).default([]),
  auth_data: z.string().optional(),
});

const count = z.int().default(0);

const stats = z.object({
  advert_rcvd: count,
  advert_sent: count,
  invalid_authtype: count,
  authtype_mismatch: count,
  auth_failure: count,
  packet_len_err: count,
  advert_interval_err: count,
  ip_ttl_err: count,
  addr_list_err: count,
});

const instances = z.array(z.object({ data, stats }));
/** The format of json_version 2 in keepalived.conf(5); version 1 is only the list. */
const wrapped = z.object({ vrrp: instances }).transform(({ vrrp }) => vrrp);

const stateOf = (number: number): VrrpState => STATES[number] ?? 'init';

const instanceOf = ({ data: own, stats: seen }: z.output<typeof instances>[number]): VrrpInstance => ({
  name: own.iname,
  state: stateOf(own.state),
  interface: own.ifp_ifname,
  version: own.version,
  virtualRouterId: own.vrid,
  priority: own.base_priority,
  effectivePriority: own.effective_priority,
  advertIntervalMs: Math.round(own.adver_int * 1000),
  preempt: !own.nopreempt,
  strict: own.strict_mode,
  ...([...own.vips, ...own.evips].some((address) => DROPPED.test(address)) && { dropsItsOwn: true }),
  password: own.auth_data,
  addresses: [...own.vips, ...own.evips].map((address) => address.replace(IN_FORCE, '')),
  received: seen.advert_rcvd,
  sent: seen.advert_sent,
  authenticationFailures: seen.invalid_authtype + seen.authtype_mismatch + seen.auth_failure,
  otherErrors: seen.packet_len_err + seen.advert_interval_err + seen.ip_ttl_err + seen.addr_list_err,
});

/** @throws ParseError */
export function parseVrrpInstances(text: string): VrrpInstance[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ParseError("keepalived's data in JSON", 1, text.slice(0, 200));
  }
  // A union of both formats would give errors that do not name the wrong field.
  const parsed = (Array.isArray(json) ? instances : wrapped).safeParse(json);
  if (!parsed.success) throw new ParseError("keepalived's data in JSON", 1, z.prettifyError(parsed.error));
  return parsed.data.map(instanceOf);
}
