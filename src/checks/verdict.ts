/** What a check came to. */
import type { Cause } from '../cause/cause.ts';
import type { Timeline } from '../models/failover.ts';
import type { Comparison } from '../models/journey.ts';
import type { Text } from '../lab/primitives.ts';
import type { StepSeen } from './step-state.ts';

export interface Verdict {
  id: string;
  title: Text;
  /** null: not judged, because a check that it needs did not pass. */
  passed: boolean | null;
  /** Points earned. */
  points: number;
  maxPoints: number;
  /** Why it did not pass; absent when it did. */
  reason?: Text;
  hint?: Text;
  /** Told though it costs nothing: a check that passed may have one. */
  note?: Text;
  /** Lines as tools print them. */
  evidence: string[];
  durationMs: number;
  /** Of a failover; pictures are drawn from it, and the JSON of a report leaves it out. */
  timeline?: Timeline;
  /** Of requests that were followed: as a timeline. Its evidence is shown whatever the check came to. */
  comparison?: Comparison;
}

export interface Report {
  lab: string;
  instance: string;
  passed: boolean;
  points: number;
  maxPoints: number;
  checks: Verdict[];
  /** The first broken hop of a request; null when every effect is there, or nothing explains one that is missing. */
  cause: Cause | null;
  /** Of the student's; absent where only some of the checks were asked for. */
  steps?: StepSeen[];
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

export function reportOf(lab: string, instance: string, checks: Verdict[], cause?: Cause): Report {
  return {
    lab,
    instance,
    passed: checks.every(({ passed }) => passed === true),
    points: sum(checks.map(({ points }) => points)),
    maxPoints: sum(checks.map(({ maxPoints }) => maxPoints)),
    checks,
    cause: cause ?? null,
  };
}
