/** Proving labs: the reference solution passes every check, and every check can fail. */
import { setMaxListeners } from 'node:events';
import { settleAll } from '../../util/settle.ts';
import { everyDraw } from '../../lab/draw.ts';
import type { Lab } from '../../lab/lab.ts';
import { isRight, unprovenChecks, type SelftestReport, type Trial } from './expect.ts';
import { sayUnproven, sayWrong } from './first-wrong.ts';
import { nextWork, queueOf, type Work } from './queue.ts';
import type { Trials } from './trials.ts';

export interface InstanceWanted {
  lab: Lab;
  /** 1 for the first instance of this lab. */
  number: number;
  onTrial: (trial: Trial) => void;
  signal: AbortSignal;
}

export interface WorkInput {
  labs: Lab[];
  /** How many instances at once. */
  workers: number;
  /** Every check is asked with every fault and after its repair, also those that disrupt and that the fault does not name. */
  full: boolean;
  /** A check that no fault makes fail is an error. */
  strict: boolean;
  /** Makes a fresh instance, does `work` with it, and removes it whatever happens. */
  withInstance: (wanted: InstanceWanted, work: (trials: LabTrials) => Promise<void>) => Promise<void>;
  onTrial: (lab: Lab, trial: Trial) => void;
  signal: AbortSignal;
}

export type LabTrials = Pick<Trials, 'blank' | 'solved' | 'fault' | 'repaired'>;

/** What is left of a lab's work, and what came of it. */
interface LabWork extends Work {
  /** What follows the name of a trial: what was drawn, where it is not the lab's own beginning. */
  suffix: string;
  trials: Trial[];
  begunAt: number;
  endedAt: number;
}

const newWork = (lab: Lab, suffix: string): LabWork => ({
  ...queueOf(lab),
  suffix,
  trials: [],
  begunAt: 0,
  endedAt: 0,
});

/** A lab as it begins, with all of its faults; whatever else may be drawn is tried blank and solved. */
function worksOf(lab: Lab): LabWork[] {
  const [own = lab, ...others] = everyDraw(lab);
  return [
    newWork(own, ''),
    ...others.map((other) => newWork({ ...other, faults: [] }, `-${other.draw?.[0]?.id ?? ''}`)),
  ];
}

/** @returns whether the instance is as it was before the fault */
async function tryNextFault(trials: LabTrials, work: LabWork, full: boolean): Promise<boolean> {
  const fault = work.faults.shift();
  if (!fault) return true;
  const trial = await trials.fault(fault);
  work.trials.push(trial);
  if (trial.error !== undefined) return false;
  // Without `full`, what a repair left behind would be taken for the next fault's.
  if (!full && isRight(trial)) return true;
  const repaired = await trials.repaired(fault);
  work.trials.push(repaired);
  return isRight(repaired);
}

/** Faults of one lab on one instance, until none is left or one cannot be repaired. */
async function workOnOne(
  { full, signal }: WorkInput,
  work: LabWork,
  trials: LabTrials,
  isFirst: boolean,
): Promise<void> {
  // The first instance stands for all: blank and solved are the same on each.
  if (isFirst) work.trials.push(await trials.blank());
  const solved = await trials.solved();
  if (isFirst || !isRight(solved)) work.trials.push(solved);
  let isWhole = true;
  while (isWhole && work.faults.length > 0) {
    signal.throwIfAborted();
    isWhole = await tryNextFault(trials, work, full);
  }
  if (isWhole && work.lab.faults.length > 0) work.trials.push(await trials.repaired());
}

/** One after another, until no lab needs one more instance. */
async function worker(input: WorkInput, all: LabWork[]): Promise<void> {
  for (let work = nextWork(all) as LabWork | undefined; work; work = nextWork(all) as LabWork | undefined) {
    input.signal.throwIfAborted();
    const mine = work;
    const onTrial = (trial: Trial): void => input.onTrial(mine.lab, { ...trial, id: `${trial.id}${mine.suffix}` });
    if (mine.workers === 0) mine.begunAt = performance.now();
    mine.workers += 1;
    const number = mine.workers;
    let isFirst = number === 1;
    do {
      const wanted = { lab: mine.lab, number, onTrial, signal: input.signal };
      await input.withInstance(wanted, (trials) => workOnOne(input, mine, trials, isFirst));
      isFirst = false;
    } while (mine.faults.length > 0);
    mine.endedAt = performance.now();
  }
}

/** What went on after a repair is told only when it went wrong. */
const isWorthTelling = (trial: Trial): boolean => trial.id !== 'repaired' || !isRight(trial);

function reportOf(lab: Lab, works: LabWork[], strict: boolean): SelftestReport {
  const order = ['blank', 'solved', ...lab.faults.map(({ id }) => id), 'repaired'];
  const trials = works.flatMap(({ trials: held, suffix }) =>
    held
      .filter(isWorthTelling)
      .toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
      .map((trial) => ({ ...trial, id: `${trial.id}${suffix}` })),
  );
  const wrong = trials.find((trial) => !isRight(trial));
  const unproven = unprovenChecks(lab.checks, works[0]?.trials ?? []);
  const [gap] = strict ? unproven : [];
  const firstWrong = wrong ? sayWrong(lab, wrong) : gap && sayUnproven(gap);
  return {
    lab: lab.id,
    passed: firstWrong === undefined,
    trials,
    unproven,
    strict,
    ...(firstWrong !== undefined && { firstWrong }),
    durationMs: Math.round(
      Math.max(...works.map(({ endedAt }) => endedAt)) - Math.min(...works.map(({ begunAt }) => begunAt)),
    ),
  };
}

/** @returns a report a lab, in their order. @throws LabError when an instance cannot be made: then all others are ended */
export async function runSelftest(input: WorkInput): Promise<SelftestReport[]> {
  const ending = new AbortController();
  const signal = AbortSignal.any([input.signal, ending.signal]);
  // Every probe of every worker waits for it at once.
  setMaxListeners(0, signal);
  const works = input.labs.map((lab) => ({ lab, works: worksOf(lab) }));
  const all = works.flatMap((one) => one.works);
  const one = async (): Promise<void> => {
    try {
      await worker({ ...input, signal }, all);
    } catch (error) {
      ending.abort(error);
      throw error;
    }
  };
  await settleAll(Array.from({ length: Math.min(input.workers, all.length + 1) }, one));
  return works.map((each) => reportOf(each.lab, each.works, input.strict));
}
