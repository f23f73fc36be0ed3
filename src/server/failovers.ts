/** Failovers that a page asks for: measured by the verb of the command line, and shown while they go on. */
import type { Context } from '../actions/context.ts';
import { failover, failoverOf, type FailoverRow } from '../actions/failover.ts';
import { openRunning } from '../actions/open.ts';
import type { FailoverTrigger, FailoverView } from '../contract/failover.ts';
import type { Lab } from '../lab/lab.ts';
import { failoverPictures, failoverResult } from '../live/failover-result.ts';
import { FailoverWatch } from './failover-watch.ts';

/** Between two views of a failover that goes on. */
const TELL_MS = 200;

export interface FailoverEvents {
  onFailover: (view: FailoverView) => void;
  /** Machines that have this address now. */
  holdersOf: (address: string) => string[];
}

export class Failovers {
  readonly #lab: Lab;
  readonly #instance: string;
  readonly #events: FailoverEvents;
  #view: FailoverView | null = null;
  #pictures: Record<'zh' | 'en', string> | undefined;

  constructor(lab: Lab, instance: string, events: FailoverEvents) {
    this.#lab = lab;
    this.#instance = instance;
    this.#events = events;
  }

  /** The last one. */
  get view(): FailoverView | null {
    return this.#view;
  }

  /** Of the last one that broke something. */
  get pictures(): Record<'zh' | 'en', string> | undefined {
    return this.#pictures;
  }

  /** null: the lab has no directors whose failover is measured. */
  get directors(): { director: string; backup: string } | null {
    const check = this.#lab.checks.find(({ kind }) => kind === 'failover');
    if (!check) return null;
    const { director, backup } = failoverOf(this.#lab);
    return { director, backup };
  }

  /** Always ends with the director mended, also when the context's signal cuts it short. @throws what `failover` throws */
  async run(context: Context, trigger: FailoverTrigger): Promise<void> {
    const { lab, instance } = await openRunning(context, { lab: this.#lab.id, instance: this.#instance });
    const { director, backup, from, url } = failoverOf(lab);
    const vip = new URL(url).hostname;
    const number = (this.#view?.number ?? 0) + 1;
    const watch = new FailoverWatch({ number, trigger, director, backup, vip, from });
    const tell = (view: FailoverView): void => {
      this.#view = view;
      this.#events.onFailover(view);
    };
    const timer = setInterval(() => {
      watch.see(this.#events.holdersOf(vip));
      tell(watch.view(null));
    }, TELL_MS);
    const rows: FailoverRow[] = [];
    const emit: Context['emit'] = (event) => {
      if (event.type === 'failover-news') watch.take(event.news, event.nodes);
      else context.emit(event);
    };
    try {
      await failover({ ...context, emit }, { lab, instance, triggers: [trigger], times: 1 }, rows);
    } catch (error) {
      tell(watch.view({ passed: false }));
      throw error;
    } finally {
      clearInterval(timer);
    }
    const [row] = rows;
    const timeline = row?.timeline;
    if (timeline) this.#pictures = failoverPictures(timeline);
    tell(watch.view(failoverResult({ reason: row?.reasons[0], timeline })));
  }
}
