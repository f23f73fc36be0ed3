/** What the checks of an instance come to now: those without traffic from the live snapshot, the others as last judged. Pure. */
import type { Cause } from '../diagnosis/cause.ts';
import { judgeFromSnapshot, notJudged } from '../checks/run.ts';
import type { Check } from '../lab/checks/kinds.ts';
import { kindOf } from '../checks/kinds.ts';
import { stepsSeen, type Passed } from '../checks/step-state.ts';
import type { Verdict } from '../checks/verdict.ts';
import type { CauseView, CheckView, StepView } from '../contract/views.ts';
import type { Lab } from '../lab/lab.ts';
import type { Snapshot } from '../probes/snapshot.ts';
import { HOPS } from '../report/cause-lines.ts';

/** What was found by sending traffic. */
export interface Judged {
  /** `at`: milliseconds since 1970. */
  verdicts: ReadonlyMap<string, { verdict: Verdict; at: number }>;
  cause: Cause | null;
}

export interface NowVerdicts {
  checks: CheckView[];
  steps: StepView[];
  points: number;
  maxPoints: number;
  cause: CauseView | null;
}

const isLive = (check: Check): boolean => {
  const kind = kindOf(check);
  return !kind.observe || kind.alsoUnobserved === true;
};

const outcomeOf = (passed: Passed): CheckView['outcome'] =>
  passed === undefined ? 'unknown' : passed === null ? 'blocked' : passed ? 'passed' : 'failed';

/** The verdict on one check from the snapshot alone; undefined where that says nothing. */
function liveVerdict(lab: Lab, snapshot: Snapshot | undefined, check: Check): Verdict | undefined {
  const finding = snapshot && judgeFromSnapshot(lab, snapshot, check);
  if (!finding) return undefined;
  const { id, title, points } = check;
  return {
    id,
    title,
    maxPoints: points,
    passed: finding.passed,
    points: finding.passed ? points : 0,
    evidence: finding.evidence,
    durationMs: 0,
    ...(!finding.passed && { reason: finding.reason }),
    ...(finding.note && { note: finding.note }),
  };
}

/** @param snapshot undefined while not all nodes are running and seen: then what needs no traffic is not known either */
export function verdictsNow(lab: Lab, snapshot: Snapshot | undefined, judged: Judged): NowVerdicts {
  const verdicts = new Map<string, Verdict | undefined>();
  const verdictOf = (id: string): Verdict | undefined => {
    if (verdicts.has(id)) return verdicts.get(id);
    const check = lab.checks.find((one) => one.id === id);
    if (!check) return undefined;
    const needed = check.needs.map(verdictOf);
    const broken = needed.find((one) => one !== undefined && one.passed !== true);
    const own = isLive(check) ? liveVerdict(lab, snapshot, check) : judged.verdicts.get(id)?.verdict;
    const verdict = broken ? notJudged(check, broken) : needed.includes(undefined) ? undefined : own;
    verdicts.set(id, verdict);
    return verdict;
  };
  const { cause } = judged;
  // Its check may itself wait for one that failed.
  const followed = cause === null ? undefined : verdictOf(cause.check);
  const isBroken = cause !== null && followed !== undefined && followed.passed !== true;
  const checks = lab.checks.map((check): CheckView => {
    const verdict = verdictOf(check.id);
    const live = isLive(check);
    const at = live ? undefined : judged.verdicts.get(check.id)?.at;
    const hints = isBroken && cause.check === check.id ? [...cause.hints] : check.hint ? [check.hint] : [];
    return {
      id: check.id,
      title: check.title,
      maxPoints: check.points,
      outcome: outcomeOf(verdict?.passed),
      isLive: live,
      ...(verdict?.reason && { reason: verdict.reason }),
      hints,
      ...(verdict?.note && { note: verdict.note }),
      evidence: verdict?.evidence ?? [],
      ...(at !== undefined && { at }),
    };
  });
  const passedOf = (id: string): Passed => verdictOf(id)?.passed;
  return {
    checks,
    steps: stepsOf(lab, passedOf),
    points: lab.checks.reduce((sum, { id, points }) => sum + (passedOf(id) === true ? points : 0), 0),
    maxPoints: lab.checks.reduce((sum, { points }) => sum + points, 0),
    cause: isBroken ? causeView(cause) : null,
  };
}

/** What the lab has done at boot is done. */
function stepsOf(lab: Lab, passedOf: (id: string) => Passed): StepView[] {
  const seen = stepsSeen(lab, passedOf);
  return lab.steps.map(({ id, title, by, checks }) => ({
    id,
    title,
    by,
    checks,
    state: by === 'lab' ? 'done' : (seen.find((step) => step.id === id)?.state ?? 'unchecked'),
  }));
}

function causeView({ check, node, hop, request, seen, expected, beside = [] }: Cause): CauseView {
  return { check, node, hop: HOPS[hop], request, seen, expected, beside };
}
