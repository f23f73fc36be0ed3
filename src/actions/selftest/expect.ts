/** What the checks must come to, and where they did not. Pure. */
import type { Cause } from '../../diagnosis/cause.ts';
import { isDisruptive, type Check } from '../../lab/checks/kinds.ts';
import type { Verdict } from '../../checks/verdict.ts';
import type { Fault } from '../../lab/lab.ts';

/** As in a verdict: null is not judged. */
export type Outcome = boolean | null;
export type Outcomes = Record<string, Outcome>;

export const outcomesOf = (verdicts: Verdict[]): Outcomes =>
  Object.fromEntries(verdicts.map(({ id, passed }) => [id, passed]));

/** Why checks failed, in English, by their ids. */
export const reasonsOf = (verdicts: Verdict[]): Record<string, string> =>
  Object.fromEntries(
    verdicts.flatMap(({ id, passed, reason }) => (passed === false && reason ? [[id, reason.en]] : [])),
  );

/** What failed checks showed, by their ids. */
export const evidenceOf = (verdicts: Verdict[]): Record<string, string[]> =>
  Object.fromEntries(
    verdicts.flatMap(({ id, passed, evidence }) => (passed === false && evidence.length > 0 ? [[id, evidence]] : [])),
  );

/** With `fails` failing: what needs one of them, directly or not, is not judged, and all others pass. */
export function expectedOutcomes(checks: Check[], fails: string[]): Outcomes {
  const outcomes: Outcomes = {};
  const outcomeOf = (id: string): Outcome => {
    if (outcomes[id] !== undefined) return outcomes[id];
    const needs = checks.find((check) => check.id === id)?.needs ?? [];
    const isBlocked = needs.some((need) => outcomeOf(need) !== true);
    outcomes[id] = isBlocked ? null : !fails.includes(id);
    return outcomes[id];
  };
  for (const { id } of checks) outcomeOf(id);
  return outcomes;
}

/** A hop as a report names it. */
export type NamedHop = Pick<Cause, 'hop' | 'node'>;

const showHop = (hop: NamedHop | null): string => (hop ? `${hop.hop} on ${hop.node}` : 'no hop');

/** One run of all checks in a known state. */
export interface Trial {
  /** `blank`, `solved`, or the id of a fault. */
  id: string;
  seen: Outcomes;
  /** Why checks failed. */
  reasons?: Record<string, string>;
  /** What they showed. */
  evidence?: Record<string, string[]>;
  /** Ids of checks that came to something else than they must. */
  wrong: string[];
  /** The hop that the report names; null: none. */
  cause: NamedHop | null;
  /** What is wrong with it; absent when it is the one that it must be. */
  wrongCause?: string;
  /** What was wrong at the first look, when all was right at the second; absent otherwise. Wrong all the same: `lab check` has one look. */
  atFirst?: string;
  durationMs: number;
  /** Why the trial could not be held. */
  error?: string;
}

/** A trial in which all was as it must be, at the first look. */
export const isRight = ({ wrong, wrongCause, atFirst, error }: Omit<Trial, 'id' | 'durationMs'>): boolean =>
  wrong.length === 0 && wrongCause === undefined && atFirst === undefined && error === undefined;

/** What a check came to, in a word. */
export const cameTo = (check: string, { seen }: Pick<Trial, 'seen'>): string =>
  ({ true: 'passed', false: 'failed', null: 'was not judged' })[`${seen[check] ?? null}`];

/** Why a check failed and what it showed, on one line; '' when it did not fail. */
export const whyFailed = (check: string, { reasons, evidence }: Pick<Trial, 'reasons' | 'evidence'>): string =>
  [reasons?.[check] ?? [], evidence?.[check] ?? []].flat().join(' | ');

/** All that is wrong with a trial, with what the report said of it. */
export function describeWrong(trial: Omit<Trial, 'id' | 'durationMs'>): string {
  const { wrong, wrongCause, cause } = trial;
  const checks = wrong.map((check) => {
    const why = whyFailed(check, trial);
    return `${check} ${cameTo(check, trial)}${why && ` (${why})`}`;
  });
  return [...checks, wrongCause ?? `the report names ${showHop(cause)}`].join('; ');
}

/** On a blank instance a scoring check may fail or not be judged: only passing is wrong. */
export const wrongOnBlank = (checks: Check[], seen: Outcomes): string[] =>
  checks.filter(({ id, points }) => points > 0 && seen[id] !== false && seen[id] !== null).map(({ id }) => id);

/**
 * @param mayFail checks whose failing is no more wrong than their passing
 * @param asked those of the checks that were run
 */
export const wrongWith = (
  checks: Check[],
  fails: string[],
  seen: Outcomes,
  mayFail: string[] = [],
  asked: Check[] = checks,
): string[] => {
  const expected = expectedOutcomes(checks, [...fails, ...mayFail.filter((id) => seen[id] === false)]);
  return asked.filter(({ id }) => seen[id] !== expected[id]).map(({ id }) => id);
};

const names = ({ fails, mayFail }: Pick<Fault, 'fails' | 'mayFail'>, id: string): boolean =>
  fails.includes(id) || mayFail.includes(id);

/** What a fault is tried with: of the checks that disrupt, those that it names, and those that are not judged with it, which cost nothing. */
export function checksWith(checks: Check[], fault: Pick<Fault, 'fails' | 'mayFail'>): Check[] {
  const expected = expectedOutcomes(checks, fault.fails);
  return checks.filter((check) => !isDisruptive(check) || names(fault, check.id) || expected[check.id] === null);
}

/** What is asked behind the repair of a fault. */
export const checksAfterRepair = (checks: Check[], fault: Pick<Fault, 'fails' | 'mayFail'>): Check[] =>
  checks.filter((check) => !isDisruptive(check) || names(fault, check.id));

/**
 * The hop that is named must be the fault's, on a node that the fault was injected on; without a hop, none may be named.
 * @returns undefined when it is so
 */
export function complainOfCause(
  { hop, inject }: Pick<Fault, 'hop' | 'inject'>,
  named: NamedHop | null,
): string | undefined {
  const nodes = inject.map(({ node }) => node);
  if (hop === undefined ? named === null : named?.hop === hop && nodes.includes(named.node)) return undefined;
  const expected = hop === undefined ? 'none' : `${hop} on ${[...new Set(nodes)].join(' or ')}`;
  return `the report names ${showHop(named)}, expected ${expected}`;
}

export interface SelftestReport {
  lab: string;
  passed: boolean;
  trials: Trial[];
  /** Scoring checks that no fault makes fail: nobody knows whether they can. */
  unproven: string[];
  /** Whether the self-test fails because of them. */
  strict: boolean;
  /** One sentence: what was wrong first; absent when nothing was. */
  firstWrong?: string;
  durationMs: number;
}

/** Scoring checks that failed in none of the trials with a fault. */
export function unprovenChecks(checks: Check[], trials: Trial[]): string[] {
  const faults = trials.filter(({ id }) => id !== 'blank' && id !== 'solved');
  return checks
    .filter(({ id, points }) => points > 0 && !faults.some(({ seen }) => seen[id] === false))
    .map(({ id }) => id);
}
