/** How a kind of check observes and judges. One file a kind; kinds.ts lists them. What needs neither is in lab/checks. */
import type { Lab } from '../lab/lab.ts';
import type { Text } from '../lab/primitives.ts';
import type { Timeline } from '../models/failover.ts';
import type { Comparison } from '../models/journey.ts';
import type { Probes } from '../probes/probes.ts';
import type { Snapshot } from '../probes/snapshot.ts';

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
}
