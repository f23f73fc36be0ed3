/** The trials of one instance: each brings it into a known state, checks it, and compares. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Check } from '../../lab/checks/kinds.ts';
import { LabError } from '../../util/errors.ts';
import type { Fault } from '../../lab/lab.ts';
import { runCommands } from '../../orchestrator/run-commands.ts';
import { judgeInstance } from '../check.ts';
import type { Context } from '../context.ts';
import type { Running } from '../open.ts';
import { runSteps, stepsUpTo } from '../solve.ts';
import {
  checksAfterRepair,
  checksWith,
  complainOfCause,
  describeWrong,
  evidenceOf,
  isRight,
  outcomesOf,
  reasonsOf,
  wrongOnBlank,
  wrongWith,
  type NamedHop,
  type Outcomes,
  type Trial,
} from './expect.ts';

export interface TrialsInput extends Running {
  /** Every check after every fault, also those that disrupt and that the fault does not name. */
  full: boolean;
  onTrial: (trial: Trial) => void;
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

interface TrialPlan {
  id: string;
  /** Brings the instance into the state to be looked at. */
  prepare?: () => Promise<unknown>;
  /** Takes it back, whatever was seen. */
  restore?: () => Promise<unknown>;
  only: Check[];
  judge: (seen: Seen) => Judgement;
}

const SECOND_LOOK_MS = 3000;

export class Trials {
  /** What single checks and steps tell is left out: a trial is told as a whole. */
  readonly #context: Pick<Context, 'engine' | 'emit' | 'signal'>;
  readonly #input: TrialsInput;

  constructor({ engine, signal }: Pick<Context, 'engine' | 'signal'>, input: TrialsInput) {
    this.#context = { engine, signal, emit: () => {} };
    this.#input = input;
  }

  async #check(only: Check[]): Promise<Seen> {
    const { lab, instance } = this.#input;
    const { checks: verdicts, cause } = await judgeInstance(this.#context, {
      lab,
      instance,
      only: only.map(({ id }) => id),
    });
    return {
      outcomes: outcomesOf(verdicts),
      reasons: reasonsOf(verdicts),
      evidence: evidenceOf(verdicts),
      cause: cause ? { hop: cause.hop, node: cause.node } : null,
    };
  }

  /** What is wrong is looked at once more: whether it stays so tells a wrong judge from one that something disturbs. */
  async #look(judge: (seen: Seen) => Judgement, only: Check[]): Promise<Looked> {
    const once = async (): Promise<Looked> => {
      const { outcomes, ...said } = await this.#check(only);
      return { seen: outcomes, ...said, ...judge({ outcomes, ...said }) };
    };
    const first = await once();
    if (isRight(first)) return first;
    await delay(SECOND_LOOK_MS, undefined, { signal: this.#context.signal });
    const second = await once();
    return isRight(second) ? { ...second, atFirst: describeWrong(first) } : second;
  }

  /** A LabError is no outcome of a check: the trial says what it was, and the self-test fails. */
  async #hold({ id, prepare, restore, only, judge }: TrialPlan): Promise<Trial> {
    const begun = performance.now();
    let seen: Looked = { seen: {}, reasons: {}, wrong: [], cause: null };
    const errors: string[] = [];
    const attempt = async (work: () => Promise<unknown>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        errors.push(error.message);
      }
    };
    await attempt(async () => {
      await prepare?.();
      seen = await this.#look(judge, only);
    });
    const durationMs = Math.round(performance.now() - begun);
    await attempt(async () => restore?.());
    const trial = { id, ...seen, durationMs, ...(errors.length > 0 && { error: errors.join('; ') }) };
    this.#input.onTrial(trial);
    return trial;
  }

  blank(): Promise<Trial> {
    const { checks } = this.#input.lab;
    return this.#hold({
      id: 'blank',
      only: checks,
      judge: ({ outcomes }) => ({ wrong: wrongOnBlank(checks, outcomes) }),
    });
  }

  solved(): Promise<Trial> {
    const { lab, instance } = this.#input;
    const steps = stepsUpTo(lab, undefined);
    return this.#hold({
      id: 'solved',
      prepare: () => runSteps(this.#context, instance, steps),
      only: lab.checks,
      judge: ({ outcomes }) => ({ wrong: wrongWith(lab.checks, [], outcomes) }),
    });
  }

  /** Repaired whatever the trial came to. */
  fault(fault: Fault): Promise<Trial> {
    const { engine, signal } = this.#context;
    const { lab, instance, full } = this.#input;
    const { id, inject, repair, fails, mayFail } = fault;
    const only = full ? lab.checks : checksWith(lab.checks, fault);
    return this.#hold({
      id,
      prepare: () => runCommands(engine, instance, `injecting ${id}`, inject, signal),
      restore: () => runCommands(engine, instance, `repairing ${id}`, repair, signal),
      only,
      judge: ({ outcomes, cause }) => {
        const complaint = complainOfCause(fault, cause);
        return {
          wrong: wrongWith(lab.checks, fails, outcomes, mayFail, only),
          ...(complaint !== undefined && { wrongCause: complaint }),
        };
      },
    });
  }

  /**
   * With no fault left, everything must pass again. Without `full` it is asked once, behind the last fault; with it after
   * each, when what disrupts is only asked of if the fault was about it.
   */
  repaired(fault?: Fault): Promise<Trial> {
    const { checks } = this.#input.lab;
    const only = fault ? checksAfterRepair(checks, fault) : checks;
    return this.#hold({
      id: 'repaired',
      only,
      judge: ({ outcomes }) => ({ wrong: wrongWith(checks, [], outcomes, [], only) }),
    });
  }
}
