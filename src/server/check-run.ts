/** Checks that a page asks for: one run at a time, with progress; what they came to is kept. */
import { check, type CheckInput } from '../actions/check.ts';
import type { Context } from '../actions/context.ts';
import { readLastCheck } from '../actions/last-check.ts';
import type { Cause } from '../diagnosis/cause.ts';
import type { Verdict } from '../checks/verdict.ts';
import type { RunView } from '../contract/messages.ts';
import { Interrupted, LabError } from '../util/errors.ts';
import type { Lab } from '../lab/lab.ts';
import type { Instance } from '../orchestrator/instance.ts';
import type { Judged } from '../live/verdicts.ts';

export interface CheckRunEvents {
  onRun: (run: RunView | null) => void;
  onVerdict: () => void;
  onProblem: (text: string) => void;
}

/** With the checks that they need, so that what stands in the way of one is told as well. */
function withNeeded(lab: Lab, only: string[]): string[] {
  const wanted = new Set(only);
  // A set goes on over what is added on the way.
  for (const id of wanted) for (const need of lab.checks.find((one) => one.id === id)?.needs ?? []) wanted.add(need);
  return [...wanted];
}

export class CheckRun {
  readonly #context: Context;
  readonly #events: CheckRunEvents;
  readonly #verdicts = new Map<string, { verdict: Verdict; at: number }>();
  #cause: Cause | null = null;
  #run: RunView | null = null;
  #abort: AbortController | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(context: Context, events: CheckRunEvents) {
    this.#context = context;
    this.#events = events;
  }

  get run(): RunView | null {
    return this.#run;
  }

  /**
   * What `lab check` came to in a shell, or before this page was opened, where that is newer than what is known here. Its reasons are
   * not kept.
   */
  async recall(lab: Lab, instance: Instance): Promise<void> {
    const { passed, at } = await readLastCheck(this.#context.places, lab, instance);
    if (at === null || at <= this.#recalled || this.#run) return;
    this.#recalled = at;
    for (const { id, title, points } of lab.checks) {
      const known = this.#verdicts.get(id);
      const outcome = passed[id];
      if (outcome === undefined || (known && (known.at >= at || known.verdict.passed === outcome))) continue;
      const shared = { id, title, maxPoints: points, evidence: [], durationMs: 0 };
      this.#verdicts.set(id, { verdict: { ...shared, passed: outcome, points: outcome === true ? points : 0 }, at });
    }
    if (this.#cause && passed[this.#cause.check] === true) this.#cause = null;
    this.#events.onVerdict();
  }
  #recalled = 0;

  /** The instance is a new one: nothing of the old one counts. */
  forget(): void {
    this.#verdicts.clear();
    this.#cause = null;
    this.#recalled = Date.now();
    this.#events.onVerdict();
  }

  get judged(): Judged {
    return { verdicts: this.#verdicts, cause: this.#cause };
  }

  /** @throws LabError INSTANCE_BUSY while others run */
  start(input: CheckInput & { only: string[] }): void {
    if (this.#run) throw new LabError('INSTANCE_BUSY', 'checks are running already: wait for them, or stop them');
    const { lab } = input;
    const only = withNeeded(lab, input.only);
    const total = only.length === 0 ? lab.checks.length : only.length;
    this.#abort = new AbortController();
    this.#set({ only, done: 0, total });
    this.#ended = this.#judge({ ...input, only }, this.#abort.signal);
  }

  async stop(): Promise<void> {
    this.#abort?.abort(new Interrupted('the checks were stopped'));
    await this.#ended;
  }

  async #judge(input: CheckInput, signal: AbortSignal): Promise<void> {
    const context: Context = {
      ...this.#context,
      signal: AbortSignal.any([this.#context.signal, signal]),
      emit: (event) => {
        if (event.type !== 'verdict' || !this.#run) return;
        this.#keep(event.verdict);
        this.#set({ ...this.#run, done: Math.min(this.#run.total, this.#run.done + 1) });
      },
    };
    try {
      const report = await check(context, input);
      // A loop that only a check's capture saw may have been taken back: the report is what counts.
      for (const verdict of report.checks) this.#keep(verdict);
      this.#cause = report.cause;
      this.#recalled = Date.now();
    } catch (error) {
      if (!signal.aborted)
        this.#events.onProblem(error instanceof LabError ? error.message : `the checks failed: ${String(error)}`);
    } finally {
      this.#set(null);
      this.#events.onVerdict();
    }
  }

  #keep(verdict: Verdict): void {
    const { timeline: _, comparison: __, ...rest } = verdict;
    this.#verdicts.set(verdict.id, { verdict: rest, at: Date.now() });
    this.#events.onVerdict();
  }

  #set(run: RunView | null): void {
    this.#run = run;
    this.#events.onRun(run);
  }
}
