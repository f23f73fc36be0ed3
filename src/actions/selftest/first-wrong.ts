/** What was wrong first in a self-test, as one sentence for the author of the lab. Pure. */
import type { Lab } from '../../lab/lab.ts';
import { cameTo, expectedOutcomes, type Outcome, type Trial } from './expect.ts';

/** The state in which a trial looked at the lab. Trials of what else may be drawn have its id behind theirs: `solved-b`. */
function when(lab: Lab, id: string): string {
  if (lab.faults.some((fault) => fault.id === id)) return `with the fault "${id}"`;
  if (id === 'repaired') return 'after the repair of a fault';
  const [state = '', drawn] = id.split(/-(.*)/s);
  const begins = drawn === undefined ? '' : ` (it begins as "${drawn}")`;
  return `${state === 'blank' ? 'on a blank instance' : 'after the reference solution'}${begins}`;
}

const MUST = new Map<Outcome | undefined, string>([
  [true, 'it must pass'],
  [false, 'the fault says that it fails'],
  [null, 'it must not be judged, because a check that it needs fails'],
]);

/** What a check must come to, that came to something else. */
function must({ checks, faults }: Lab, { id, seen }: Trial, check: string): string {
  if (/^blank(-|$)/.test(id) && faults.every((fault) => fault.id !== id))
    return 'on a blank instance no check with points may pass';
  const { fails = [], mayFail = [] } = faults.find((fault) => fault.id === id) ?? {};
  const expected = expectedOutcomes(checks, [...fails, ...mayFail.filter((other) => seen[other] === false)]);
  return `${MUST.get(expected[check])}`;
}

/** @param trial one that is not right. @returns one sentence, without a full stop */
export function sayWrong(lab: Lab, trial: Trial): string {
  const { id, wrong, reasons, wrongCause, atFirst, error } = trial;
  const state = when(lab, id);
  const [check] = wrong;
  if (error !== undefined) return `${state}, the checks could not be run: ${error}`;
  if (check !== undefined) {
    const why = reasons?.[check];
    return `${state}, the check "${check}" ${cameTo(check, trial)}; ${must(lab, trial, check)}${why ? ` (${why})` : ''}`;
  }
  if (wrongCause !== undefined) return `${state}, ${wrongCause}`;
  return `${state}, all was as expected only at the second attempt; at the first: ${atFirst}`;
}

/** Of a scoring check that failed in no trial with a fault. */
export const sayUnproven = (check: string): string =>
  `no fault makes the check "${check}" fail, so it is not proven that it can`;
