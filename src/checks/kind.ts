/** What a kind of check is made of. One file a kind; kinds.ts lists them. */
import { z } from 'zod';
import type { Lab } from '../lab/lab.ts';
import { identifier, text, type Text } from '../lab/primitives.ts';
import type { Timeline } from '../models/failover.ts';
import type { Comparison } from '../models/journey.ts';
import type { Probes } from '../observe/probes.ts';
import type { Snapshot } from '../observe/snapshot.ts';

/** What every check has, whatever its kind. */
export const commonFields = {
  id: identifier,
  title: text,
  points: z
    .int()
    .min(0)
    .default(10)
    .meta({ description: 'Points it scores; 0 only where a check that scores needs it' }),
  needs: z
    .array(identifier)
    .default([])
    .meta({ description: 'Checks that must pass before this one is judged; others are reported as not judged' }),
  hint: text.optional().meta({ description: 'What to look at when it fails' }),
};

/** What a judge found. `evidence` is text as tools print it, shown under the verdict. */
export type Finding = ({ passed: true } | { passed: false; reason: Text }) & {
  evidence: string[];
  /** What is worth telling though it costs nothing. */
  note?: Text;
  /** Of a kind that measures what happens over time. */
  timeline?: Timeline;
  /** Of a kind that shows the way of requests: then its evidence is a table to be read, whatever it came to. */
  comparison?: Comparison;
};

export const pass = (...evidence: string[]): Finding => ({ passed: true, evidence });
export const fail = (reason: Text, ...evidence: string[]): Finding => ({ passed: false, reason, evidence });

/** The traffic that a check is about. */
export interface Request {
  /** Name of the node that sends it. */
  from: string;
  /** What the client asks for: a VIP, or an address that a gateway translates to one. */
  address: string;
  /** arp: it only asks who has the address. */
  protocol: 'tcp' | 'icmp' | 'arp';
  /** Of tcp. */
  port: number | undefined;
  /** Of what is asked for by HTTP, when it is not `/`. */
  path?: string;
  uploadBytes?: number;
  /** Of a question by ARP: who alone should answer. */
  owner?: string;
  /** Of a service that goes by a firewall mark. */
  mark?: number | undefined;
}

const HTTP_PORT = 80;

interface Asked {
  from: string;
  url: string;
  uploadBytes?: number | undefined;
}

export function httpRequest({ from, url, uploadBytes }: Asked): Request {
  const { hostname, port, pathname } = new URL(url);
  return {
    from,
    address: hostname,
    protocol: 'tcp',
    port: port === '' ? HTTP_PORT : Number(port),
    ...(pathname !== '/' && { path: pathname }),
    ...(uploadBytes !== undefined && { uploadBytes }),
  };
}

export interface Seen<Observed> {
  lab: Lab;
  snapshot: Snapshot;
  observed: Observed;
}

/**
 * A kind of check with parameters `P`. `observe` sends the traffic that `judge` needs (IO); a kind without it is
 * judged from the snapshot alone. `judge` is pure: the same input gives the same finding.
 */
export interface CheckKind<P, Observed> {
  observe?: (parameters: P, probes: Probes) => Promise<Observed>;
  /** `judge` also takes undefined for `observed`: then something can be said from the snapshot alone. */
  alsoUnobserved?: true;
  judge: (parameters: P, seen: Seen<Observed>) => Finding;
  /**
   * What observing breaks, of what other checks look at: its own `nodes`, or any of the lab. Such checks are judged after
   * all others, and not beside one that breaks the same; they put everything back. None but such a check can need one.
   */
  disturbs?: 'nodes' | 'lab';
  /** Names of nodes in the parameters, with their path in the check: the lab file's rules look them up. */
  nodes: (parameters: P) => { path: (string | number)[]; node: string }[];
  /** Only of kinds that judge an effect: when such a check does not pass, the request's first broken hop is looked for. */
  request?: (parameters: P) => Request | Request[];
}
