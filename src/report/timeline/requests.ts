/** Groups the client's requests into runs with the same outcome. Times are seconds since the failure began. */
import type { Timeline } from '../../models/failover.ts';
import type { Span } from './scale.ts';

export interface Run extends Span {
  isAnswered: boolean;
}

/** If the client sent no request for this long, it was delayed itself, and nothing is known about that period. */
const HELD_UP_S = 0.25;
const HELD_UP_INTERVALS = 5;

/** The median time between two requests; 0 for fewer than two. */
export function paceOf({ record: { requests } }: Timeline): number {
  const gaps = requests.slice(1).map(({ sent }, index) => sent - (requests[index]?.sent ?? sent));
  return gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
}

/** Each request represents the time until the next one. */
export function runsOf(timeline: Timeline): Run[] {
  const { record, measure } = timeline;
  const pace = paceOf(timeline);
  const held = Math.max(HELD_UP_S, HELD_UP_INTERVALS * pace);
  const runs: Run[] = [];
  for (const [index, { sent, answered }] of record.requests.entries()) {
    const from = sent - measure.zero;
    const next = (record.requests[index + 1]?.sent ?? sent + pace) - measure.zero;
    const to = next - from > held ? from + pace : next;
    const isAnswered = answered !== undefined;
    const last = runs.at(-1);
    if (last && last.isAnswered === isAnswered && from <= last.to) last.to = to;
    else runs.push({ from, to, isAnswered });
  }
  return runs;
}
