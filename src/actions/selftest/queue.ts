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
