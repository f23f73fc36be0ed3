/** What probes of a kind of their own found; those of requests are in probes.ts. Pure. */
import type { Work } from '../models/work.ts';
import type { Connection } from '../parsers/ipvsadm-connections.ts';
import type { Endpoint } from '../parsers/endpoint.ts';
import type { FailoverRecord, PacedRequest } from '../models/failover.ts';
import type { NodeSnapshot } from './snapshot.ts';
import type { StatsRow } from '../parsers/ipvsadm-counters.ts';
import type { ServiceWith, Threshold, VirtualService } from '../parsers/ipvsadm-services.ts';
import type { WorkloadEvent } from '../models/workload.ts';

export interface ArpCell {
  /** Who has it? */
  target: string;
  /** In whose name it was asked: of arp_announce what was measured, undefined when nothing was heard. */
  sender: string | undefined;
  /** Whether the node answered (arp_ignore), or the sender (arp_announce), in the words of a prediction. */
  outcome: string;
}

/** What a node did with one value: a cell a case, in their order. */
export interface ArpRow {
  value: number;
  cells: ArpCell[];
}

/** The way of packets to one address. */
export interface RouteAnswer {
  address: string;
  /** `unicast`, `local` …; undefined: the kernel has no way there, or was told to have none. */
  type: string | undefined;
  via: string | undefined;
  device: string | undefined;
}

/** What became of a request on an open connection; cut: reset, or closed. */
export type Answer = 'answered' | 'cut' | 'silent';

export interface DrainSeen {
  /** The server that got the first connection and was taken out; undefined: none, and nothing was done. */
  server: Endpoint | undefined;
  /** What became of a request on the first connection: before, at weight 0, and once the server was deleted. */
  before: Answer;
  atZero: Answer | undefined;
  removed: Answer | undefined;
  /** At weight 0, who got the next connection of the same client, and that of another; undefined: nobody. */
  known: Endpoint | undefined;
  newcomer: Endpoint | undefined;
}

export interface ScriptAction {
  arguments: string[];
  environment: Record<string, string>;
}

/** Exit status of what was killed, as by `timeout -s KILL`. */
export const KILLED = 137;

export interface Ended {
  exitCode: number;
  /** The end of what it printed, both streams. */
  output: string;
}

export interface ActionSeen extends Ended {
  /** The node once the action has ended. */
  after: NodeSnapshot;
}

export interface ServerFailureSeen {
  /** Whether the page was answered and all servers were in the table before anything was broken. */
  wasReady: boolean;
  /** From the failure until none of the servers takes connections any more; undefined: not within the test. */
  removalMs: number | undefined;
  /** From the repair until all are back. */
  comebackMs: number | undefined;
  requests: PacedRequest[];
  /** Seconds on the client's clock. */
  marks: Record<string, number>;
  /** What the client got once the servers were out: body of one request, and curl's exit status. */
  meanwhile: { exitCode: number; body: string };
}

/** Of a SYN without options: a header of IP and one of TCP. */
export const SYN_BYTES = 40;

export interface SynBurstSeen {
  sent: number;
  /** Entries of the burst right after it, and those that were left when it had been watched. */
  entries: Connection[];
  left: Connection[];
  watchedMs: number;
  /** By how much the counters of the service grew; undefined: there is no such service. */
  counted: Omit<StatsRow, 'service' | 'destination'> | undefined;
}

/** How a download ended by itself: the connection was reset, or the page was over. */
export type DownloadEnd = 'reset' | 'over';

export interface Download {
  path: string;
  bytesPerSecond: number;
}

export interface DownloadSeen {
  /** It went on after the failover, or it did not: reset, silent, or the page was over before that could be seen. */
  outcome: 'went on' | 'silent' | DownloadEnd;
  /** Received in all, headers included. */
  bytes: number;
  /** Whether the backup had the connection in its table before the director was broken. */
  wasKnown: boolean;
}

export interface FailoverSeen {
  /** undefined: there was no page even before, or another node than the director had the address; nothing was broken. */
  record: FailoverRecord | undefined;
  /** Who had the address: before, when the backup should have had it, and at the end. */
  holders: { before: string[]; during: string[]; after: string[] };
  /** Whether the page was answered before anything was broken. */
  wasServed: boolean;
  /** What became of the download; undefined when none was asked for, or nothing was broken. */
  download: DownloadSeen | undefined;
  /** Whether the director had the address again by itself; undefined: it did not have to, or nothing was broken. */
  tookBack: boolean | undefined;
  /** Whether the client had to be made to forget where the address was, because nobody told it that it had moved back. */
  forgot: boolean;
}

export interface WorkloadSpec {
  /** Of the client's interface. */
  device: string;
  /** Addresses to use as clients. */
  sources: string[];
  vips: string[];
  port: number;
  /** Of a service by firewall mark; it has the VIPs in common. */
  mark: number | undefined;
  work: Work[];
}

export interface WorkloadSeen {
  /** As it was before, its real servers in the kernel's order; undefined: there was none, and no connection was opened. */
  service: VirtualService | undefined;
  events: WorkloadEvent[];
  /** The real server's address for each connection; undefined: it was not accepted, or did not go through the director. */
  chosen: (string | undefined)[];
  /** Which connection was not accepted first; the director may have given it to a server all the same. */
  lost?: number;
  /** Several services took some of them each. */
  shared?: VirtualService[];
  /** As they were right after the last one. */
  thresholds?: ServiceWith<Threshold>[];
  /** Whether every connection was. */
  wasAccepted: boolean;
  /** Whether nobody else used the service meanwhile, and no old connection of it expired. */
  isCalm: boolean;
}
