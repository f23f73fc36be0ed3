/** All that was seen of the nodes at one moment: what static checks are judged from, and unit tests record. */
import type { Address, Link, Neighbour, Route } from '../parsers/ip-json.ts';
import type { ChainPolicy, Rule } from '../parsers/iptables-save.ts';
import type { VrrpInstance } from '../parsers/keepalived-json.ts';
import type { SyncDaemon } from '../parsers/ipvsadm-settings.ts';
import type { VirtualService } from '../parsers/ipvsadm-services.ts';
import type { ConfStatement } from '../parsers/keepalived-conf.ts';
import type { ConfigMessage } from '../parsers/keepalived-test.ts';
import type { HealthChecker } from '../parsers/keepalived-checkers.ts';

export interface KeepalivedSeen {
  /** The file that the daemon was started with; the usual one while none runs. */
  configFile: string;
  configuration: ConfStatement[];
  /** What `keepalived -t` says of the file. */
  messages: ConfigMessage[];
  isRunning: boolean;
  /** It runs and has nothing to do: neither VRRP nor health checks, as with a file of which it understood nothing. */
  isIdle?: boolean;
  /** Empty while the daemon does not run, or runs none. */
  instances: VrrpInstance[];
  checkers: HealthChecker[];
}

export interface IpvsTimeouts {
  tcpSeconds: number;
  tcpFinSeconds: number;
  udpSeconds: number;
}

export interface NodeSnapshot {
  links: Link[];
  addresses: Address[];
  routes: Route[];
  neighbours: Neighbour[];
  /** Live values by dotted name: net.ipv4.ip_forward, net.ipv4.conf.<device>.arp_ignore … */
  sysctls: Record<string, string>;
  /** undefined: ip_vs is not loaded in this node's kernel. */
  ipvs:
    | {
        services: VirtualService[];
        timeouts: IpvsTimeouts;
        syncDaemons?: SyncDaemon[];
        /** Addresses that the table of connections has as clients, also in templates of persistence. */
        clients?: string[];
      }
    | undefined;
  /** Table nat and filter, whichever iptables wrote them. */
  rules: Rule[];
  policies: ChainPolicy[];
  /** `nft list ruleset`, for rules that no iptables wrote. */
  nftRuleset: string;
  /** undefined: no configuration and no daemon. */
  keepalived?: KeepalivedSeen | undefined;
}

/** By node name. A node that could not be observed is an error, never a missing key. */
export type Snapshot = Record<string, NodeSnapshot>;

/** @throws RangeError when the lab has no such node: rules.ts refuses such labs, so it would be our bug */
export function nodeSeen(snapshot: Snapshot, node: string): NodeSnapshot {
  const seen = snapshot[node];
  if (!seen) throw new RangeError(`node ${node} was not observed`);
  return seen;
}

/** Stands in frames for the MAC of a node that sent one with a MAC of another's (see departures.ts). */
export const standIn = (node: string): string => `(${node})`;

/** The node that has the interface with this MAC, for evidence that a reader can follow. */
export function nodeOfMac(snapshot: Snapshot, mac: string): string | undefined {
  const stood = Object.keys(snapshot).find((node) => mac === standIn(node));
  if (stood !== undefined) return stood;
  return Object.keys(snapshot).find((node) => nodeSeen(snapshot, node).links.some((link) => link.mac === mac));
}

export function hasMac(snapshot: Snapshot, node: string, mac: string): boolean {
  return mac === standIn(node) || nodeSeen(snapshot, node).links.some((link) => link.mac === mac);
}

/** MAC of an interface → name of its node. */
export const nodesByMac = (snapshot: Snapshot): Record<string, string> =>
  Object.fromEntries(
    Object.entries(snapshot).flatMap(([node, { links }]) => links.flatMap(({ mac }) => (mac ? [[mac, node]] : []))),
  );

/** The VRRP instance of a node's keepalived that has this address; undefined while none runs. */
export const vrrpInstanceOf = (snapshot: Snapshot, node: string, address: string): VrrpInstance | undefined =>
  nodeSeen(snapshot, node).keepalived?.instances.find(({ addresses }) =>
    addresses.some((text) => text.split(/[ /]/, 1)[0] === address),
  );
