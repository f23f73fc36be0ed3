import type { Chart } from './chart.ts';
import { ticksOf } from './scale.ts';
import { label, line } from './svg.ts';
import { CHART, FAINT, GRID, INK } from './theme.ts';

/** The time axis with its grid lines. @param top upper end of the grid lines */
export function axis({ x, view, words, timeline }: Chart, top: number, y: number): string {
  const ticks = ticksOf(view).map((seconds) => {
    const isZero = seconds === 0;
    return (
      line(x(seconds), top, x(seconds), y + 5, { stroke: isZero ? INK : GRID }) +
      label(x(seconds), y + 20, String(seconds), {
        'text-anchor': 'middle',
        'font-weight': isZero ? 'bold' : undefined,
      })
    );
  });
  return [
    ...ticks,
    line(CHART.left, y, CHART.right, y, { stroke: FAINT }),
    label(CHART.right, y + 38, words.axis(timeline.director), { 'text-anchor': 'end', fill: FAINT }),
  ].join('');
}
