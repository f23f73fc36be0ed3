/** Labels above the chart, each with a vertical line: when the director was made to fail and when it was repaired. */
import type { Chart } from './chart.ts';
import { haloed, line, placeLabels } from './svg.ts';
import { CHART, INK, LOST, MARGIN, SIZE } from './theme.ts';

const ROW = 18;

interface Flag {
  time: number;
  text: string;
  colour: string;
}

function flagsOf({ timeline, words }: Chart): Flag[] {
  const { director, trigger, record, measure } = timeline;
  const { marks } = record;
  return [
    // The time is recorded after the action, whose effects may have been seen before.
    { time: Math.min(marks.broken - measure.zero, 0), text: words.broken[trigger](director), colour: LOST },
    ...(marks.mend === undefined
      ? []
      : [{ time: marks.mend - measure.zero, text: words.mended[trigger](director), colour: INK }]),
  ];
}

export function flags(chart: Chart): { height: number; draw: (top: number, bottom: number) => string } {
  const wanted = flagsOf(chart).map((flag) => ({ ...flag, at: chart.x(flag.time) }));
  const { labels, rows } = placeLabels(wanted, SIZE.label, { left: MARGIN, right: CHART.right });
  return {
    height: rows * ROW,
    draw: (top, bottom) =>
      labels
        .map(({ at, x, row, text, colour }) => {
          const y = top + row * ROW + 12;
          return (
            line(at, y + 4, at, bottom, { stroke: colour, 'stroke-width': 1.5, 'stroke-dasharray': '5 3' }) +
            haloed(x, y, text, { 'text-anchor': 'middle', fill: colour, 'font-weight': 'bold' })
          );
        })
        .join(''),
  };
}
