/** What pages are shown of a failover while it goes on: it takes in news, and gives the view. */
import type { FailoverPhase, FailoverResultView, FailoverView } from '../contract/failover.ts';
import type { FailoverNews } from '../probes/run-failover.ts';

/** More are not shown; a failover takes some ten seconds, with fifty requests a second. */
const MAX_REQUESTS = 20_000;

/** Words of `Failover` in src/probes/run-failover.ts. */
const PHASES: Record<string, FailoverPhase> = {
  broken: 'broken',
  'taken-over': 'taken-over',
  mend: 'mended',
  end: 'ended',
};

export type FailoverStart = Pick<FailoverView, 'number' | 'trigger' | 'director' | 'backup' | 'vip' | 'from'>;

type Run = FailoverView['requests'][number];

function runsOf(requests: { sent: number; isAnswered: boolean }[], since: (time: number) => number): Run[] {
  const runs: Run[] = [];
  for (const { sent, isAnswered } of requests.toSorted((a, b) => a.sent - b.sent)) {
    const last = runs.at(-1);
    const at = since(sent);
    if (last?.isAnswered === isAnswered) Object.assign(last, { to: at, count: last.count + 1 });
    else runs.push({ from: at, to: at, count: 1, isAnswered });
  }
  return runs;
}

export class FailoverWatch {
  readonly #start: FailoverStart;
  readonly #clock: () => number;
  /** When the first request was sent. This and all times below: seconds on the client's clock. */
  #zero: number | undefined;
  /** How far this machine's clock is ahead of the client's, as the quickest answer tells. */
  #ahead = Infinity;
  readonly #requests: { sent: number; isAnswered: boolean }[] = [];
  #trigger = Infinity;
  readonly #marks: { phase: FailoverPhase; time: number }[] = [];
  readonly #advertisements: { time: number; node: string; priority: number }[] = [];
  readonly #holdings: { time: number; nodes: string[] }[] = [];

  /** @param clock in seconds */
  constructor(start: FailoverStart, clock: () => number = () => performance.now() / 1000) {
    this.#start = start;
    this.#clock = clock;
  }

  /** @param nodes MAC of an interface → name of its node */
  take(news: FailoverNews, nodes: Record<string, string>): void {
    if (news.type === 'mark') {
      const phase = PHASES[news.word];
      if (news.word === 'trigger') this.#trigger = news.time;
      if (phase) this.#marks.push({ phase, time: news.time });
    } else if (news.type === 'advertisement') {
      const { time, sourceMac, priority } = news.advertisement;
      this.#advertisements.push({ time, node: nodes[sourceMac] ?? sourceMac, priority });
    } else if (this.#requests.length < MAX_REQUESTS) {
      const { sent, isAnswered } = news;
      this.#zero ??= sent;
      this.#requests.push({ sent, isAnswered });
      if (isAnswered) this.#ahead = Math.min(this.#ahead, this.#clock() - sent);
    }
  }

  /** @param nodes that have the address now */
  see(nodes: string[]): void {
    if (!Number.isFinite(this.#ahead)) return;
    const last = this.#holdings.at(-1);
    if (last && last.nodes.join(' ') === nodes.join(' ')) return;
    this.#holdings.push({ time: this.#clock() - this.#ahead, nodes });
  }

  /** It is marked once the deed is done, whose effect may have been seen before. */
  #timeOf({ phase, time }: { phase: FailoverPhase; time: number }): number {
    if (phase !== 'broken') return time;
    const lost = this.#requests.filter(({ sent, isAnswered }) => !isAnswered && sent >= this.#trigger);
    return Math.min(time, ...lost.map(({ sent }) => sent));
  }

  view(result: FailoverResultView | null): FailoverView {
    const zero = this.#zero ?? 0;
    const since = (time: number): number => Math.round((time - zero) * 1000);
    const now = Number.isFinite(this.#ahead) ? since(this.#clock() - this.#ahead) : 0;
    return {
      ...this.#start,
      now,
      phases: [
        { phase: 'asking', at: 0 },
        ...this.#marks.map((mark) => ({ phase: mark.phase, at: since(this.#timeOf(mark)) })),
      ],
      requests: runsOf(this.#requests, since),
      // Before the first request there is no time to count from.
      advertisements:
        this.#zero === undefined ? [] : this.#advertisements.map(({ time, ...rest }) => ({ at: since(time), ...rest })),
      holdings: this.#holdings.map(({ time, nodes }) => ({ at: Math.max(0, since(time)), nodes })),
      result,
    };
  }
}
