/** Proving labs on instances of the self-test's own. */
import type { Lab } from '../lab/lab.ts';
import type { Context } from './context.ts';
import { coveringFaults } from './selftest/queue.ts';
import { runSelftest } from './selftest/run.ts';
import type { SelftestReport } from './selftest/expect.ts';
import { Trials } from './selftest/trials.ts';
import { withFreshInstance } from './start.ts';

export interface SelftestInput {
  /** In their variants. */
  labs: Lab[];
  /** How many instances at once. */
  workers: number;
  /** Every check with every fault and after its repair, also those that disrupt and that the fault does not name. */
  full: boolean;
  /** Only as many faults of a lab as show of every check that it can fail. */
  short: boolean;
  /** A check that no fault makes fail is an error in place of a warning. */
  strict: boolean;
  /** The name of an instance, of a lab's first, second, … */
  nameOf: (lab: Lab, number: number) => string;
}

/** @returns a report a lab, in their order. @throws LabError INSTANCE_BUSY, and when an instance cannot be made */
export function selftest(
  context: Context,
  { labs, workers, full, short, strict, nameOf }: SelftestInput,
): Promise<SelftestReport[]> {
  return runSelftest({
    labs: short ? labs.map((lab) => ({ ...lab, faults: coveringFaults(lab) })) : labs,
    workers,
    full,
    strict,
    onTrial: (lab, trial) => context.emit({ type: 'trial', lab: lab.id, trial }),
    signal: context.signal,
    withInstance: ({ lab, number, onTrial, signal }, work) => {
      const own = { ...context, signal };
      return withFreshInstance(
        own,
        { lab, instance: nameOf(lab, number), kernel: 'auto', command: 'selftest' },
        (instance) => work(new Trials(own, { lab, instance, full, onTrial })),
      );
    },
  });
}
