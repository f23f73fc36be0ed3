/** The traffic that checks send. Each probe is sent once a run, whoever asks for it (see run-probes.ts). */
import type { Frame } from '../parsers/tcpdump.ts';
import type { ArpReply } from '../parsers/arping.ts';
import type { ArpSetting } from '../models/arp.ts';
import type {
  ArpRow,
  RouteAnswer,
  DrainSeen,
  ActionSeen,
  ServerFailureSeen,
  SynBurstSeen,
  ScriptAction,
  Download,
  FailoverSeen,
  WorkloadSeen,
  WorkloadSpec,
} from './results.ts';
import type { Followed, FollowRequest } from './follow.ts';
import type { ServerFailure } from '../models/server-failure.ts';
import type { FailoverPrediction, Range, Trigger, VrrpTimers } from '../models/vrrp.ts';
import type { Connection } from '../parsers/ipvsadm-connections.ts';
import type { VirtualService } from '../parsers/ipvsadm-services.ts';
import type { HttpResult } from './http-result.ts';

/** What else is to be said of requests for a page. */
export interface PageWishes {
  /** How much each request uploads. */
  uploadBytes?: number | undefined;
  /** Further clients ask until each of these pages has come, or one gets none. */
  pages?: string[];
  /** Whose table tells which real server a request that failed was given to. */
  director?: string | undefined;
}

/** A request in frames to one machine, whoever has its address. */
export interface Delivery {
  request: HttpResult;
  /** TCP of its connection, at the door of the machine that it was brought to. */
  frames: Frame[];
}

/** Packets that come to a machine from a neighbour, in the names of clients of another network. */
export interface RepliesRequest {
  /** The machine. */
  node: string;
  /** The neighbour. */
  from: string;
  /** A node on the network of the clients, and not of the machine. */
  clients: string;
  /** Of the machine. */
  address: string;
  port: number;
}

export interface RepliesSeen {
  /** Addresses that nobody has. */
  sources: string[];
  /** TCP to and from them, at the door of the machine. */
  frames: Frame[];
  /** What its kernel says of each, in their order. */
  routes: RouteAnswer[];
}

/** Requests for one page from fresh addresses of a client, and the frames that they caused. */
export interface WireResult {
  requests: HttpResult[];
  /** On the client's interface: ARP for the clients, and TCP to and from them, also in a tunnel. */
  atClient: Frame[];
  /** The same on all interfaces of the director. */
  atDirector: Frame[];
  /** Requests whose page came although a packet of the handshake was lost, seen twice (see run-requests.ts). */
  lossy: HttpResult[];
}

export interface TraceRequest {
  from: string;
  /** All of their interfaces are captured. */
  nodes: string[];
  urls: string[];
  /** How many addresses that were never used before send one request to each URL. */
  sources: number;
  /** From all over the subnet, not one beside the other. */
  across?: boolean;
}

export interface TraceResult {
  /** Of each URL, in their order. */
  requests: HttpResult[][];
  /** As of WireResult, of each URL. */
  lossy: HttpResult[][];
  /** ARP, and TCP, also in a tunnel, of whoever was on the wire at the time; one for each interface. */
  frames: { node: string; frames: Frame[] }[];
}

export interface FailoverRequest {
  from: string;
  url: string;
  /** Has the address of the URL, and is broken. */
  director: string;
  /** Should take it over. */
  backup: string;
  trigger: Trigger;
  /** Between two requests of the client. */
  intervalMs: number;
  /** What the real servers' pages say: any other is no answer. Empty: every answer counts. */
  pages: string[];
  /** Whether the director must have the address again once it is mended, or may leave it to the backup. */
  takesBack: boolean;
  download: Download | undefined;
  /** Clients without an answer for longer than predicted and this are measured once more. */
  toleranceMs: number;
}

export interface FailoverResult extends FailoverSeen {
  prediction: FailoverPrediction;
  /** How long clients had no answer in the longer one of two measurements; undefined: one was enough. */
  longerOutageMs: number | undefined;
  /** Of the backup's VRRP instance. */
  timers: VrrpTimers;
  /** Whether the director takes the address back. */
  preempts: boolean;
}

export interface ServerFailureRequest {
  from: string;
  url: string;
  director: string;
  /** Nodes that fail together. */
  servers: string[];
  failure: ServerFailure;
  intervalMs: number;
  /** As of FailoverRequest. */
  pages: string[];
}

export interface ServerFailureResult extends ServerFailureSeen {
  /** From the failure until keepalived takes the last of them out of the table, in milliseconds. */
  removal: Range;
  comeback: Range;
}

export interface WorkloadRequest extends Omit<WorkloadSpec, 'device' | 'sources'> {
  from: string;
  director: string;
  /** How many addresses of the client's subnet that no node has and that were not used before. */
  sources: number;
}

export interface ArpMatrixRequest {
  /** Is set and measured. */
  node: string;
  /** Asks it, and hears what it asks, on the first network that both are on. */
  from: string;
  setting: ArpSetting;
  values: number[];
  /** arp_ignore: who has the address? asks `asker`, or `from` itself. arp_announce: a packet with the address as its source. */
  cases: { address: string; asker?: string | undefined }[];
}

/** A TCP service that a director has, asked by a client on the same network. */
export interface ServiceRequest {
  from: string;
  director: string;
  address: string;
  port: number;
}

export interface DrainRequest extends ServiceRequest {
  /** Of the service that has the requests, where it goes by a firewall mark. */
  mark: number | undefined;
}

/** A director's virtual services and connections at one moment. */
export interface IpvsTables {
  services: VirtualService[];
  connections: Connection[];
}

export interface CarriedSeen {
  /** Addresses that connections were opened from. */
  sources: string[];
  /** How many of these were accepted, by whomever. */
  accepted: number;
  /** Those of the addresses whose packets came to the director. */
  reached: string[];
  before: IpvsTables;
  after: IpvsTables;
}

export interface TrackedRequest {
  from: string;
  url: string;
  director: string;
}

export interface TrackedClient {
  send: () => Promise<HttpResult[]>;
  look: () => Promise<Connection[]>;
}

export interface Probes {
  /**
   * Requests one after another, each from an address of the client's subnet that no node has and that was not used before: `count`
   * of them, or fewer when one gets no page. Those that lost a packet of the handshake are left out, unless it is seen twice.
   */
  http: (from: string, url: string, count: number, wishes?: PageWishes) => Promise<HttpResult[]>;
  /** Requests from `sources` such addresses, all at once. Another `round` of the same is another probe. */
  wire: (from: string, url: string, sources: number, director: string, round?: number) => Promise<WireResult>;
  /** Connections from such addresses, and the director's tables before and while they are open; undefined where it cannot be asked for the service. */
  carried: (request: ServiceRequest) => Promise<CarriedSeen | undefined>;
  /** Requests to several URLs at once, from addresses that no node has and that were not used before, seen by many nodes. */
  trace: (request: TraceRequest) => Promise<TraceResult>;
  /** Requests that are followed through all nodes of the lab, to find out where they end. */
  follow: (request: FollowRequest) => Promise<Followed>;
  /** Who answers an ARP request for `address` that `from` broadcasts, on the network of the address or on another one. */
  arp: (from: string, address: string, network?: string) => Promise<ArpReply[]>;
  /** Whether `address` answered one of three echo requests, from an address that was not used before. */
  ping: (from: string, address: string) => Promise<boolean>;
  /** One request for `url` in frames to `node`, on a network that both are on. */
  deliver: (from: string, node: string, url: string) => Promise<Delivery>;
  /** Where a machine sends its answers to clients of another network. */
  replies: (request: RepliesRequest) => Promise<RepliesSeen>;
  /** Which way the node's kernel would send packets to each of the addresses, in their order, if they came from `source`. */
  routes: (node: string, source: string | undefined, addresses: string[]) => Promise<RouteAnswer[]>;
  /** Connections to a service, one after another. */
  workload: (request: WorkloadRequest) => Promise<WorkloadSeen>;
  /**
   * What reaches a virtual service by itself: for so many seconds, the requests that each of the servers gets, in their order.
   * Requests of others of our probes may be among them.
   */
  arrivals: (servers: string[], address: string, port: number, seconds: number) => Promise<Frame[][]>;
  /** Requests that no other check shares, and the director's connection table behind them. */
  tracked: <T>(request: TrackedRequest, work: (client: TrackedClient) => Promise<T>) => Promise<T>;
  /**
   * Breaks the director under the client's eyes, and puts it back.
   * @returns undefined when keepalived on one of the two runs no VRRP instance with the address: nothing was broken
   */
  failover: (request: FailoverRequest) => Promise<FailoverResult | undefined>;
  /**
   * Stops real servers under the client's eyes, and mends them.
   * @returns undefined when keepalived on the director checks one of them not at all: nothing was broken
   */
  serverFailure: (request: ServerFailureRequest) => Promise<ServerFailureResult | undefined>;
  /** Takes the real server that a client has a connection to out of service, first by weight 0, and puts it back. */
  drain: (request: DrainRequest) => Promise<DrainSeen>;
  /** `count` connections from an address that no node has, which nobody completes. */
  synBurst: (request: ServiceRequest, count: number) => Promise<SynBurstSeen>;
  /** Runs a script in each of the nodes, all at once, action by action, and puts the nodes back. In the order of `nodes`. */
  script: (nodes: string[], path: string, actions: ScriptAction[]) => Promise<ActionSeen[][]>;
  /** An address of the node's first network that no node has and that was not used before. */
  unused: (node: string) => string;
  /** What a file of a node says (16 KiB of it); undefined: there is none. */
  file: (node: string, path: string) => Promise<string | undefined>;
  /** Sets the values on the node, one after another, looks what it does with ARP, and puts them back. In the order of `values`. */
  arpMatrix: (request: ArpMatrixRequest) => Promise<ArpRow[]>;
}
