/** `ip -j address`, `ip -j route show table all`, `ip -j neighbour`. */
import { z } from 'zod';
import { ParseError } from './parse-error.ts';

export interface Link {
  name: string;
  /** undefined for what is not Ethernet, and for lo. */
  mac: string | undefined;
  mtu: number;
  /** The configured state; the link may still be missing. */
  isUp: boolean;
  isLoopback: boolean;
  noArp: boolean;
  /** Of what is neither Ethernet nor lo, as `ip` calls it: ipip, gre, sit … */
  tunnel?: string;
  /** The device that its frames go through: of a macvlan or a VLAN. */
  parent?: string;
}

export interface Address {
  device: string;
  address: string;
  prefix: number;
  /** eth0:0; undefined for IPv6, which has none. */
  label: string | undefined;
  family: 'inet' | 'inet6';
  scope: string;
}

export interface Route {
  /** `default`, a CIDR, or an address. */
  destination: string;
  via: string | undefined;
  device: string | undefined;
  source: string | undefined;
  /** main, local, or a number. */
  table: string;
  /** unicast, local, broadcast, blackhole … */
  type: string;
  metric: number;
}

export interface Neighbour {
  address: string;
  device: string;
  /** undefined while it is not known: INCOMPLETE or FAILED. */
  mac: string | undefined;
  states: string[];
}

const linkShape = z.object({
  ifname: z.string(),
  flags: z.array(z.string()),
  mtu: z.number(),
  link_type: z.string(),
  address: z.string().optional(),
  link: z.string().nullish(),
});

const addressShape = z.object({
  ifname: z.string(),
  addr_info: z.array(
    z.object({
      family: z.string(),
      local: z.string(),
      prefixlen: z.number(),
      label: z.string().optional(),
      scope: z.string(),
    }),
  ),
});

const hopShape = z.object({
  gateway: z.string().optional(),
  /** An IPv4 route through an IPv6 gateway. */
  via: z.object({ host: z.string() }).optional(),
  dev: z.string().optional(),
});

const routeShape = hopShape.extend({
  dst: z.string(),
  prefsrc: z.string().optional(),
  table: z.union([z.string(), z.number().transform(String)]).default('main'),
  type: z.string().default('unicast'),
  metric: z.number().default(0),
  nexthops: z.array(hopShape).optional(),
});

/** The kernel's numbers of routing tables, which `ip -N` prints (linux/rtnetlink.h). */
const TABLE_NAMES: ReadonlyMap<string, string> = new Map([
  ['255', 'local'],
  ['254', 'main'],
  ['253', 'default'],
]);

/** The kernel's numbers of route types. */
const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ['2', 'local'],
  ['3', 'broadcast'],
  ['4', 'anycast'],
  ['5', 'multicast'],
  ['6', 'blackhole'],
  ['7', 'unreachable'],
  ['8', 'prohibit'],
  ['9', 'throw'],
]);

const neighbourShape = z.object({
  dst: z.string(),
  dev: z.string(),
  lladdr: z.string().optional(),
  state: z.array(z.string()).default([]),
});

function readJson(text: string, what: string): unknown {
  try {
    return text.trim() === '' ? [] : JSON.parse(text);
  } catch (cause) {
    throw new ParseError(what, 1, text, cause);
  }
}

// Old versions of iproute2 print {} for each device that a filter excluded
const isLeftOut = (row: unknown): boolean =>
  typeof row === 'object' && row !== null && !Array.isArray(row) && Object.keys(row).length === 0;

function readRows<Shape extends z.ZodType>(text: string, what: string, shape: Shape): z.output<Shape>[] {
  const rows = readJson(text, what);
  if (!Array.isArray(rows)) throw new ParseError(what, 1, text);
  return rows
    .filter((row) => !isLeftOut(row))
    .map((row) => {
      const read = shape.safeParse(row);
      if (!read.success) throw new ParseError(what, 1, JSON.stringify(row), read.error);
      return read.data;
    });
}

// [{"ifindex":3,"link_index":4,"ifname":"eth0","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1500, …
//   "link_type":"ether","address":"02:42:c0:a8:00:d2","broadcast":"ff:ff:ff:ff:ff:ff","link_netnsid":0}, …]
/** @throws ParseError */
export const parseLinks = (text: string): Link[] =>
  readRows(text, 'links of ip -j address', linkShape).map(({ ifname, flags, mtu, link_type, address, link }) => ({
    name: ifname,
    mac: link_type === 'ether' ? address : undefined,
    mtu,
    isUp: flags.includes('UP'),
    isLoopback: flags.includes('LOOPBACK'),
    noArp: flags.includes('NOARP'),
    ...(link_type !== 'ether' && link_type !== 'loopback' && { tunnel: link_type }),
    ...(link_type === 'ether' && typeof link === 'string' && { parent: link }),
  }));

// "addr_info":[{"family":"inet","local":"192.168.0.224","prefixlen":32,"scope":"global","label":"eth0:0", …}, …]
/** @throws ParseError */
export const parseAddresses = (text: string): Address[] =>
  readRows(text, 'addresses of ip -j address', addressShape).flatMap(({ ifname, addr_info }) =>
    addr_info.flatMap(({ family, local, prefixlen, label, scope }) =>
      family === 'inet' || family === 'inet6'
        ? [{ device: ifname, address: local, prefix: prefixlen, label, family, scope }]
        : [],
    ),
  );

// [{"dst":"default","gateway":"192.168.0.100","dev":"eth0","metric":100,"flags":[]},
//  {"type":"local","dst":"192.168.0.224","dev":"eth0","table":"local","prefsrc":"192.168.0.224", …}, …]
/** A route with several next hops becomes one row for each. @throws ParseError */
export const parseRoutes = (text: string): Route[] =>
  readRows(text, 'routes of ip -j route', routeShape).flatMap((route) =>
    (route.nexthops ?? [route]).map(({ gateway, via, dev }) => ({
      destination: route.dst,
      via: gateway ?? via?.host,
      device: dev,
      source: route.prefsrc,
      table: TABLE_NAMES.get(route.table) ?? route.table,
      type: TYPE_NAMES.get(route.type) ?? route.type,
      metric: route.metric,
    })),
  );

// [{"dst":"192.168.0.221","dev":"eth0","lladdr":"02:42:c0:a8:00:dd","state":["STALE"]}, …]
/** @throws ParseError */
export const parseNeighbours = (text: string): Neighbour[] =>
  readRows(text, 'neighbours of ip -j neighbour', neighbourShape).map(({ dst, dev, lladdr, state }) => ({
    address: dst,
    device: dev,
    mac: lladdr,
    states: state,
  }));
