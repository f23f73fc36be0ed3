/** The time scale of the picture. All times are seconds since the failure began. */
import type { Timeline } from '../../models/failover.ts';

export interface Span {
  from: number;
  to: number;
}

/** How much time before the failure is shown. */
const BEFORE_S = 1;
const LEAST_BEFORE_S = 0.3;
const LEAST_S = 1;
const MARGIN = 0.01;

/** The period that the picture shows. */
export function spanOf({ record, measure, prediction }: Timeline): Span {
  const { requests, marks } = record;
  const since = (time: number): number => time - measure.zero;
  const begin = Math.min(since(requests[0]?.sent ?? marks.trigger), since(marks.broken), -LEAST_BEFORE_S);
  const end = Math.max(
    since(requests.at(-1)?.sent ?? marks.end),
    since(marks.end),
    prediction.takeoverMs.max / 1000,
    LEAST_S,
  );
  const from = Math.max(-BEFORE_S, begin - MARGIN * (end - begin));
  return { from, to: end };
}

export const scaleOf =
  ({ from, to }: Span, left: number, right: number) =>
  (seconds: number): number =>
    left + ((Math.max(from, Math.min(to, seconds)) - from) / (to - from)) * (right - left);

const MOST_TICKS = 14;
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 300, 900];

/** Tick marks at round numbers of seconds, including zero. */
export function ticksOf({ from, to }: Span): number[] {
  const step = STEPS.find((one) => (to - from) / one <= MOST_TICKS) ?? 3600;
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step) - first + 1;
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toFixed(1)));
}
