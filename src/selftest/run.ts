/** Proving a lab: its reference solution passes every check, and every check can fail. */
import { setTimeout as delay } from 'node:timers/promises';
import { findCause } from '../cause/find-cause.ts';
import { kindOf } from '../checks/kinds.ts';
import { runChecks } from '../checks/run.ts';
import { LabError } from '../errors.ts';
import { settleAll } from '../settle.ts';
import { everyDraw } from '../lab/draw.ts';
import type { Fault, Lab } from '../lab/lab.ts';
import { InstanceProbes } from '../observe/run-probes.ts';
import { takeSnapshot } from '../observe/take-snapshot.ts';
import type { Engine } from '../orchestrator/engine.ts';
import type { Instance } from '../orchestrator/instance.ts';
import { runCommands } from '../orchestrator/run-commands.ts';
import { solve, stepsUpTo } from '../orchestrator/solve.ts';
import {
  complainOfCause,
  describeWrong,
  evidenceOf,
  isRight,
  outcomesOf,
  reasonsOf,
  unprovenChecks,
  wrongOnBlank,
  wrongWith,
  type NamedHop,
  type Outcomes,
  type SelftestReport,
  type Trial,
} from './expect.ts';

export interface SelftestInput {
  engine: Engine;
  lab: Lab;
  /** How many instances share the faults. */
  workers: number;
  /** Brings up a fresh instance; it is `remove`d whatever happens. */
  start: (worker: number, lab: Lab) => Promise<Instance>;
  remove: (worker: number) => Promise<void>;
  onTrial: (trial: Trial) => void;
  signal: AbortSignal;
}

/** What a check of the instance came to. */
interface Seen {
  outcomes: Outcomes;
  reasons: Record<string, string>;
  evidence: Record<string, string[]>;
  cause: NamedHop | null;
}

type Judgement = Pick<Trial, 'wrong' | 'wrongCause'>;
type Looked = Omit<Trial, 'id' | 'durationMs'>;

const SECOND_LOOK_MS = 3000;

class Bench {
  readonly #input: SelftestInput;
  readonly #instance: Instance;

  constructor(input: SelftestInput, instance: Instance) {
    this.#input = input;
    this.#instance = instance;
  }

  async #check(only?: string[]): Promise<Seen> {
    const { engine, lab, signal } = this.#input;
    const snapshot = await takeSnapshot(engine, this.#instance.nodes, signal);
    const probes = new InstanceProbes(engine, lab, this.#instance, snapshot, signal);
    const verdicts = await runChecks({ lab, snapshot, probes, ...(only && { only }) });
    const cause = await findCause({ lab, snapshot, probes, verdicts });
    return {
      outcomes: outcomesOf(verdicts),
      reasons: reasonsOf(verdicts),
      evidence: evidenceOf(verdicts),
      cause: cause ? { hop: cause.hop, node: cause.node } : null,
    };
  }

  /** What is wrong is looked at once more: whether it stays so tells a wrong judge from one that something disturbs. */
  async #look(judge: (seen: Seen) => Judgement, only: string[] | undefined): Promise<Looked> {
    const once = async (): Promise<Looked> => {
      const { outcomes, ...said } = await this.#check(only);
      return { seen: outcomes, ...said, ...judge({ outcomes, ...said }) };
    };
    const first = await once();
    if (isRight(first)) return first;
    await delay(SECOND_LOOK_MS, undefined, { signal: this.#input.signal });
    const second = await once();
    return isRight(second) ? { ...second, atFirst: describeWrong(first) } : second;
  }

  /** An error of ours is no outcome of a check: the trial says what it was, and the self-test fails. */
  async #hold(
    id: string,
    judge: (seen: Seen) => Judgement,
    prepare: () => Promise<unknown>,
    only?: string[],
  ): Promise<Trial> {
    const begun = performance.now();
    const durationMs = (): number => Math.round(performance.now() - begun);
    let trial: Trial;
    try {
      await prepare();
      trial = { id, ...(await this.#look(judge, only)), durationMs: durationMs() };
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      trial = { id, seen: {}, reasons: {}, wrong: [], cause: null, durationMs: durationMs(), error: error.message };
    }
    this.#input.onTrial(trial);
    return trial;
  }

  blank(): Promise<Trial> {
    return this.#hold(
      'blank',
      ({ outcomes }) => ({ wrong: wrongOnBlank(this.#input.lab.checks, outcomes) }),
      () => Promise.resolve(),
    );
  }

  solved(): Promise<Trial> {
    const { engine, lab, signal } = this.#input;
    const steps = stepsUpTo(lab, undefined);
    return this.#hold(
      'solved',
      ({ outcomes }) => ({ wrong: wrongWith(lab.checks, [], outcomes) }),
      () => solve({ engine, instance: this.#instance, steps, onStep: () => {}, signal }),
    );
  }

  async fault(fault: Fault): Promise<Trial> {
    const { engine, lab, signal } = this.#input;
    const { id, inject, repair, fails, mayFail } = fault;
    const trial = await this.#hold(
      id,
      ({ outcomes, cause }) => {
        const complaint = complainOfCause(fault, cause);
        return {
          wrong: wrongWith(lab.checks, fails, outcomes, mayFail),
          ...(complaint !== undefined && { wrongCause: complaint }),
        };
      },
      () => runCommands(engine, this.#instance, `injecting ${id}`, inject, signal),
    );
    if (trial.error === undefined) await runCommands(engine, this.#instance, `repairing ${id}`, repair, signal);
    return trial;
  }

  /**
   * After a fault was repaired, an instance must pass again. What breaks machines takes its time: it is asked for when
   * the fault was about it, and with everything else at the end, when no fault is left.
   */
  repaired(fault?: Fault): Promise<Trial> {
    const { checks } = this.#input.lab;
    const only = fault && checks.filter((check) => !kindOf(check).disturbs || fault.fails.includes(check.id));
    return this.#hold(
      'repaired',
      ({ outcomes }) => ({ wrong: wrongWith(only ?? checks, [], outcomes) }),
      () => Promise.resolve(),
      only?.map(({ id }) => id),
    );
  }
}

async function work(input: SelftestInput, worker: number, queue: Fault[]): Promise<Trial[]> {
  const trials: Trial[] = [];
  try {
    const bench = new Bench(input, await input.start(worker, input.lab));
    // The first instance stands for all: blank and solved are the same on each.
    if (worker === 0) trials.push(await bench.blank());
    const solved = await bench.solved();
    if (worker === 0 || !isRight(solved)) trials.push(solved);
    for (let fault = queue.shift(); fault; fault = queue.shift()) {
      input.signal.throwIfAborted();
      trials.push(await bench.fault(fault));
      trials.push(await bench.repaired(fault));
    }
    if (input.lab.checks.some((check) => kindOf(check).disturbs)) trials.push(await bench.repaired());
  } finally {
    await input.remove(worker);
  }
  return trials;
}

/** What went on after a repair is told only when it went wrong. */
const isWorthTelling = (trial: Trial): boolean => trial.id !== 'repaired' || !isRight(trial);

/** The lab as it begins, with all of its faults. */
async function testOne(input: SelftestInput): Promise<SelftestReport> {
  const { lab, workers } = input;
  const begun = performance.now();
  const queue = [...lab.faults];
  const results = await settleAll(
    Array.from({ length: Math.max(1, Math.min(workers, queue.length)) }, (_, worker) => work(input, worker, queue)),
  );
  const held = results.flat();
  const order = ['blank', 'solved', ...lab.faults.map(({ id }) => id), 'repaired'];
  const trials = held.filter(isWorthTelling).toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  const unproven = unprovenChecks(lab.checks, trials);
  return {
    lab: lab.id,
    passed: unproven.length === 0 && trials.every(isRight),
    trials,
    unproven,
    durationMs: Math.round(performance.now() - begun),
  };
}

/** Whatever else may be drawn must be as hard to pass unsolved, and be solved by the same reference commands. */
export async function selftest(input: SelftestInput): Promise<SelftestReport> {
  const [own = input.lab, ...others] = everyDraw(input.lab);
  const report = await testOne({ ...input, lab: own });
  for (const other of others) {
    const name = (trial: Trial): Trial => ({ ...trial, id: `${trial.id}-${other.draw?.[0]?.id}` });
    const onTrial = (trial: Trial): void => input.onTrial(name(trial));
    const { trials, durationMs } = await testOne({ ...input, lab: { ...other, faults: [] }, onTrial });
    report.trials.push(...trials.map(name));
    report.passed &&= trials.every(isRight);
    report.durationMs += durationMs;
  }
  return report;
}
