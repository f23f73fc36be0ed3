/** Whether a step is done: one answer, whichever command is asked. Pure. */
import type { Lab, Step } from '../lab/lab.ts';
import type { Text } from '../lab/primitives.ts';
import type { Snapshot } from '../probes/snapshot.ts';
import { judgeFromSnapshot } from './run.ts';

/** As in a verdict; undefined: nobody has looked yet. */
export type Passed = boolean | null | undefined;

/**
 * done: all its checks pass. open: one of them does not. unseen: no `lab check` has sent the traffic that shows it.
 * unchecked: it has no checks.
 */
export const STEP_STATES = ['done', 'open', 'unseen', 'unchecked'] as const;
export type StepState = (typeof STEP_STATES)[number];

export interface StepSeen {
  id: string;
  title: Text;
  state: StepState;
}

function stateOf({ checks }: Step, passedOf: (id: string) => Passed): StepState {
  const passed = checks.map(passedOf);
  if (passed.length === 0) return 'unchecked';
  if (passed.some((one) => one === false || one === null)) return 'open';
  return passed.includes(undefined) ? 'unseen' : 'done';
}

/** Of the student's steps, by what each check came to. */
export const stepsSeen = ({ steps }: Lab, passedOf: (id: string) => Passed): StepSeen[] =>
  steps
    .filter(({ by }) => by === 'student')
    .map((step) => ({ id: step.id, title: step.title, state: stateOf(step, passedOf) }));

/**
 * What each check comes to without traffic: those that need none are judged anew, others are what they came to last, and as
 * in `lab check` none is judged while one that it needs does not pass.
 */
export function passedNow(lab: Lab, snapshot: Snapshot, last: Record<string, boolean | null>): (id: string) => Passed {
  const known = new Map<string, Passed>();
  const find = (id: string): Passed => {
    const check = lab.checks.find((one) => one.id === id);
    if (!check) return undefined;
    const needed = check.needs.map(passedOf);
    if (needed.some((one) => one === false || one === null)) return null;
    if (needed.includes(undefined)) return undefined;
    const finding = judgeFromSnapshot(lab, snapshot, check);
    return finding ? finding.passed : last[id];
  };
  const passedOf = (id: string): Passed => {
    if (!known.has(id)) known.set(id, find(id));
    return known.get(id);
  };
  return passedOf;
}
