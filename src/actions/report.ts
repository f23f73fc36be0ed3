/** What a check of an instance came to: its verdicts, and the cause of those that did not pass. */
import type { Cause } from '../diagnosis/cause.ts';
import type { StepSeen } from '../checks/step-state.ts';
import type { Verdict } from '../checks/verdict.ts';

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
