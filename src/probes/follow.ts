/** A request that is followed through the whole lab: what each node saw of it, and what it changed there. */
import type { Frame } from '../parsers/tcpdump.ts';
import type { Connection } from '../parsers/ipvsadm-connections.ts';
import type { ServiceWith, Threshold } from '../parsers/ipvsadm-services.ts';
import type { ChainPolicy, Rule } from '../parsers/iptables-save.ts';
import type { Listener } from '../parsers/listeners.ts';
import type { HttpResult } from './http-result.ts';

/** Which way the kernel of a node would send a packet. */
export interface RouteQuestion {
  node: string;
  to: string;
  /** Where the packet comes from. */
  from?: string | undefined;
  /** The device on which it comes in; without it, the node sends it itself. */
  input?: string | undefined;
}

export interface RouteSaid {
  question: RouteQuestion;
  /** unicast, local, broadcast …; undefined: the kernel has no way there. */
  type: string | undefined;
  via: string | undefined;
  device: string | undefined;
  /** As `ip route get` printed it, on one line. */
  text: string;
}

export interface FollowRequest {
  from: string;
  address: string;
  /** undefined: an echo request instead of HTTP. */
  port: number | undefined;
  /** `/` when left out. */
  path?: string | undefined;
  /** How much each request carries. */
  uploadBytes?: number | undefined;
  /** How many addresses that were never used before ask too, beside the client's own. */
  sources: number;
  routes: RouteQuestion[];
}

/** What a node shows before the requests, and after them. */
export interface Look {
  rules: Rule[];
  policies: ChainPolicy[];
  nftRuleset: string;
  listeners: Listener[];
  /** Of the kernel: `TcpExt.IPReversePathFilter`. */
  counters: Record<string, number>;
  /** Rules of policy routing, as `ip rule` prints them. */
  routeRules: string[];
  /** Entries of IPVS for the requests; undefined where there is no IPVS. */
  connections: Connection[] | undefined;
  /** Of its virtual services; none where there is no IPVS. */
  thresholds: ServiceWith<Threshold>[];
}

export interface NodeFollowed {
  /** On all of its interfaces. */
  frames: Frame[];
  before: Look;
  after: Look;
}

export interface Followed {
  /** The client's own address first, then the new ones. */
  requests: HttpResult[];
  /** By name: all of the lab. */
  nodes: Record<string, NodeFollowed>;
  routes: RouteSaid[];
}
