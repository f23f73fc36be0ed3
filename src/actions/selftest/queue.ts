/** Which lab a worker turns to: faults of all labs are one queue, and the longest work comes first. Pure. */
import { isDisruptive } from '../../lab/checks/kinds.ts';
import type { Fault, Lab } from '../../lab/lab.ts';
import { checksAfterRepair } from './expect.ts';

/** A lab as it begins in one way, with the faults that nobody has taken yet. */
export interface Work {
  lab: Lab;
  faults: Fault[];
  /** Instances that were made for it. */
  workers: number;
}

/** Rough seconds. A check that disrupts waits for timers; an instance must be made and solved before its first fault. */
const DISRUPTIVE = 8;
const INSTANCE = 8;

const costOf = ({ checks }: Lab, fault: Fault): number =>
  2 + DISRUPTIVE * checksAfterRepair(checks, fault).filter(isDisruptive).length;

/**
 * Few faults that together fail every check with points, and take little time. Greedy: each choice is the fault that fails most further
 * checks for its cost. A check that no fault fails is left out.
 */
export function coveringFaults(lab: Lab): Fault[] {
  const chosen: Fault[] = [];
  const open = new Set(lab.checks.filter(({ points }) => points > 0).map(({ id }) => id));
  const worthOf = (fault: Fault): number => fault.fails.filter((id) => open.has(id)).length / costOf(lab, fault);
  for (;;) {
    const best = lab.faults.toSorted((a, b) => worthOf(b) - worthOf(a))[0];
    if (!best || worthOf(best) === 0) return chosen;
    chosen.push(best);
    for (const id of best.fails) open.delete(id);
  }
}

/** Longest first, so that no worker begins the longest when the others are through. */
export const queueOf = (lab: Lab): Work => ({
  lab,
  faults: lab.faults.toSorted((a, b) => costOf(lab, b) - costOf(lab, a)),
  workers: 0,
});

/**
 * Work that nobody has begun, or that is long enough for one more instance to pay; undefined when none is left.
 * The one that would take longest comes first.
 */
export function nextWork(all: Work[]): Work | undefined {
  const shareOf = ({ lab, faults, workers }: Work): number =>
    (faults.reduce((sum, fault) => sum + costOf(lab, fault), INSTANCE) + (workers === 0 ? INSTANCE : 0)) /
    (workers + 1);
  return all
    .filter(({ workers, faults }) => workers === 0 || faults.length > workers)
    .filter((work) => work.workers === 0 || shareOf(work) > INSTANCE)
    .toSorted((a, b) => shareOf(b) - shareOf(a))[0];
}
