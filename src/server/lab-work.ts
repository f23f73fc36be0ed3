/** Faults, checkpoints, reset and failovers that a page asks for: one at a time, by the verbs of the command line, with progress. */
import type { ActionEvent, Context } from '../actions/context.ts';
import { failoverOf } from '../actions/failover.ts';
import { applyFault } from '../actions/fault.ts';
import { solve, stepsUpTo } from '../actions/solve.ts';
import { reset } from '../actions/start.ts';
import type { FaultView, WorkMessage, WorkView } from '../contract/lab-work.ts';
import type { Lab } from '../lab/lab.ts';
import { LabError } from '../util/errors.ts';
import { logged } from '../util/log.ts';
import { Failovers, type FailoverEvents } from './failovers.ts';

export interface LabWorkEvents extends FailoverEvents {
  onWork: (work: WorkView | null) => void;
  onFaults: (faults: FaultView[]) => void;
  /** The instance is a new one: what was judged of the old one says nothing of it. */
  onReset: () => void;
  onProblem: (text: string) => void;
}

type Progress = WorkView['progress'];

/** What the page shows of an event; undefined: nothing. Pure. */
export function progressOf(event: ActionEvent): Progress {
  switch (event.type) {
    case 'phase':
      return event.message;
    case 'step':
      return event.step.title;
    case 'failover':
      return { en: `${event.trigger}: a client asks for the page`, zh: `${event.trigger}：客户端正在请求网页` };
    case 'node':
      return event.state === 'ready' ? { en: `${event.node} is up`, zh: `${event.node} 已启动` } : undefined;
    default:
      return undefined;
  }
}

const ofWhat = (message: WorkMessage): string => {
  if (message.type === 'reset') return '';
  if (message.type === 'failover') return message.trigger;
  return message.type === 'checkpoint' ? message.step : message.fault;
};

/** @throws LabError FAULT_UNKNOWN, STEP_UNKNOWN, CHECK_UNKNOWN */
function requireKnown(lab: Lab, message: WorkMessage): void {
  if (message.type === 'reset') return;
  if (message.type === 'failover') return void failoverOf(lab);
  if (message.type === 'checkpoint') return void stepsUpTo(lab, message.step);
  if (lab.faults.some(({ id }) => id === message.fault)) return;
  const ids = lab.faults.map(({ id }) => id).join(', ');
  throw new LabError('FAULT_UNKNOWN', `"${message.fault}" is no fault of ${lab.id}, expected one of: ${ids}`);
}

export class LabWork {
  readonly #context: Context;
  readonly #lab: Lab;
  readonly #instance: string;
  readonly #events: LabWorkEvents;
  readonly #broken = new Set<string>();
  readonly failovers: Failovers;
  #work: WorkView | null = null;
  #ended: Promise<void> = Promise.resolve();

  constructor(context: Context, lab: Lab, instance: string, events: LabWorkEvents) {
    this.#context = context;
    this.#lab = lab;
    this.#instance = instance;
    this.#events = events;
    this.failovers = new Failovers(lab, instance, events);
  }

  get work(): WorkView | null {
    return this.#work;
  }

  get faults(): FaultView[] {
    return this.#lab.faults.map(({ id, title, looks }) => ({ id, title, looks, isBroken: this.#broken.has(id) }));
  }

  /** @throws LabError INSTANCE_BUSY while another one goes on, FAULT_UNKNOWN, STEP_UNKNOWN, CHECK_UNKNOWN */
  start(message: WorkMessage): void {
    requireKnown(this.#lab, message);
    if (this.#work) {
      const { verb, of } = this.#work;
      throw new LabError(
        'INSTANCE_BUSY',
        `the page is at work on the lab (${`${verb} ${of}`.trim()}): wait for its end`,
      );
    }
    this.#set({ verb: message.type, of: ofWhat(message) });
    this.#ended = this.#run(message);
  }

  /** Resolves once what goes on has ended; the context's signal cuts it short. */
  async end(): Promise<void> {
    await this.#ended;
  }

  async #run(message: WorkMessage): Promise<void> {
    const context: Context = {
      ...this.#context,
      emit: (event) => {
        const progress = progressOf(event);
        if (progress && this.#work) this.#set({ ...this.#work, progress });
      },
    };
    try {
      await this.#do(context, message);
    } catch (error) {
      if (error instanceof LabError) this.#events.onProblem(error.message);
      else if (!context.signal.aborted) {
        logged('work that a page asked for failed')(error);
        this.#events.onProblem(`${message.type} failed: ${String(error)}`);
      }
    } finally {
      this.#set(null);
    }
  }

  async #do(context: Context, message: WorkMessage): Promise<void> {
    if (message.type === 'failover') return this.failovers.run(context, message.trigger);
    const id = { lab: this.#lab.id, folder: this.#lab.folder, instance: this.#instance };
    if (message.type === 'break' || message.type === 'repair') {
      await applyFault(context, message.type, { ...id, fault: message.fault });
      if (message.type === 'break') this.#broken.add(message.fault);
      else this.#broken.delete(message.fault);
      this.#events.onFaults(this.faults);
      return;
    }
    await reset(context, { lab: this.#lab, instance: this.#instance, kernel: 'auto' });
    this.#broken.clear();
    this.#events.onFaults(this.faults);
    this.#events.onReset();
    if (message.type === 'checkpoint') await solve(context, { ...id, to: message.step });
  }

  #set(work: WorkView | null): void {
    this.#work = work;
    this.#events.onWork(work);
  }
}
