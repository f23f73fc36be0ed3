/** What the pages of one instance share: the live instance, terminals, checks. */
import { requireChecks } from '../actions/check.ts';
import type { Context } from '../actions/context.ts';
import { requireAllNodes } from '../actions/open.ts';
import type { WorkMessage } from '../contract/lab-work.ts';
import type { ServerMessage } from '../contract/messages.ts';
import type { Section } from '../contract/views.ts';
import { LabError } from '../util/errors.ts';
import type { Lab } from '../lab/lab.ts';
import type { Instance } from '../orchestrator/instance.ts';
import { LiveInstance } from '../live/live-instance.ts';
import { verdictsNow } from '../live/verdicts.ts';
import { labView } from '../live/lab-view.ts';
import { VERSION } from '../util/version.ts';
import { CheckRun } from './check-run.ts';
import { LabWork } from './lab-work.ts';
import { Terminals } from './terminals.ts';

/** Changes within this time are told of as one. */
const TOGETHER_MS = 15;
/** Between two looks at what `lab check` came to elsewhere. */
const RECALL_MS = 2000;
/** Between two looks at a node because of what its terminals print. */
const LOOKS_MS = 250;

export type Send = (message: ServerMessage) => void;

export interface RoomInput {
  context: Context;
  lab: Lab;
  instance: Instance;
  guides: { zh: Section[]; en: Section[] };
}

export class Room {
  readonly lab: Lab;
  readonly live: LiveInstance;
  readonly terminals: Terminals;
  readonly checks: CheckRun;
  readonly work: LabWork;
  readonly #guides: RoomInput['guides'];
  readonly #pages = new Set<Send>();
  readonly #looks = new Map<string, { timer: NodeJS.Timeout | undefined; at: number }>();
  #verdicts = '';
  #judging: NodeJS.Timeout | undefined;

  constructor({ context, lab, instance, guides }: RoomInput) {
    this.lab = lab;
    this.#guides = guides;
    this.live = new LiveInstance(context.engine, lab, instance, {
      onMachine: (machine) => {
        this.tell({ type: 'machine', machine });
        this.#judgeSoon();
      },
      onState: (state) => this.tell({ type: 'instance', state }),
    });
    this.terminals = new Terminals(context.engine, () => this.live.instance, {
      onEnded: (terminal) => this.tell({ type: 'terminal-ended', terminal }),
      onActivity: (node) => this.#lookSoon(node),
    });
    this.checks = new CheckRun(context, {
      onRun: (run) => this.tell({ type: 'run', run }),
      onVerdict: () => this.#judgeSoon(),
      onProblem: (text) => this.tell({ type: 'problem', text }),
    });
    this.work = new LabWork(context, lab, instance.name, {
      onWork: (work) => this.tell({ type: 'work', work }),
      onFaults: (faults) => this.tell({ type: 'faults', faults }),
      onReset: () => this.checks.forget(),
      onFailover: (failover) => this.tell({ type: 'failover', failover }),
      holdersOf: (address) =>
        this.live.machines.flatMap(({ name, role, extras }) =>
          role === 'director' && extras.some((one) => one.address === address) ? [name] : [],
        ),
      onProblem: (text) => this.tell({ type: 'problem', text }),
    });
  }

  /** Before the first page joins. */
  async prepare(): Promise<void> {
    await Promise.all([this.terminals.sweep(), this.#recall()]);
    this.#recalling = setInterval(() => void this.#recall(), RECALL_MS);
  }
  #recalling: NodeJS.Timeout | undefined;

  #recall(): Promise<void> {
    return this.checks.recall(this.lab, this.live.instance);
  }

  /** @returns to be called when the page is gone */
  join(send: Send): () => void {
    send(this.#hello());
    const { state } = this.live;
    if (state !== 'running') send({ type: 'instance', state });
    this.#pages.add(send);
    return () => void this.#pages.delete(send);
  }

  tell(message: ServerMessage, except?: Send): void {
    for (const send of this.#pages) if (send !== except) send(message);
  }

  /** Resolves when the checks have begun. @throws LabError CHECK_UNKNOWN, NODE_NOT_RUNNING, INSTANCE_BUSY */
  check(only: string[]): void {
    const { instance, state } = this.live;
    requireChecks(this.lab, only);
    if (this.work.work) throw new LabError('INSTANCE_BUSY', 'the page is changing the lab: wait for its end');
    if (state !== 'running') throw new LabError('INSTANCE_NOT_RUNNING', `${instance.name} is not running`);
    requireAllNodes({ lab: this.lab, instance });
    this.checks.start({ lab: this.lab, instance, only });
  }

  /** Resolves when it has begun. @throws LabError INSTANCE_BUSY, FAULT_UNKNOWN, STEP_UNKNOWN */
  change(message: WorkMessage): void {
    if (this.checks.run) throw new LabError('INSTANCE_BUSY', 'checks are running: wait for them, or stop them');
    this.work.start(message);
  }

  async close(): Promise<void> {
    clearTimeout(this.#judging);
    clearInterval(this.#recalling);
    for (const { timer } of this.#looks.values()) clearTimeout(timer);
    await Promise.all([this.checks.stop(), this.work.end(), this.terminals.closeAll(), this.live.stop()]);
  }

  #hello(): ServerMessage {
    return {
      type: 'hello',
      version: VERSION,
      lab: labView(this.lab, this.live.instance.name),
      guides: this.#guides,
      machines: this.live.machines,
      terminals: this.terminals.views,
      run: this.checks.run,
      work: this.work.work,
      faults: this.work.faults,
      directors: this.work.failovers.directors,
      failover: this.work.failovers.view,
      ...this.#now(),
    };
  }

  #now() {
    return verdictsNow(this.lab, this.live.snapshot, this.checks.judged);
  }

  #judgeSoon(): void {
    this.#judging ??= setTimeout(() => {
      this.#judging = undefined;
      const now = this.#now();
      const text = JSON.stringify(now);
      if (text === this.#verdicts) return;
      this.#verdicts = text;
      this.tell({ type: 'verdicts', ...now });
    }, TOGETHER_MS);
  }

  /** What a terminal prints may be the end of a command that changed something. */
  #lookSoon(node: string): void {
    const look = this.#looks.get(node) ?? { timer: undefined, at: 0 };
    this.#looks.set(node, look);
    const wait = Math.max(0, look.at + LOOKS_MS - performance.now());
    look.timer ??= setTimeout(() => {
      look.timer = undefined;
      look.at = performance.now();
      this.live.look(node);
    }, wait);
  }
}
