/** Boxes that mark a period over the directors' lanes, with labels below them. */
import type { Chart } from './chart.ts';
import type { Span } from './scale.ts';
import { rangeOf } from './story.ts';
import { element, haloed, placeLabels } from './svg.ts';
import { CHART, LOST, PREDICTED, SIZE } from './theme.ts';

const ROW = 18;

interface Note extends Span {
  text: string;
  ink: string;
  box: Record<string, string | number>;
}

function prediction({ timeline, words }: Chart): Note {
  const { min, max } = timeline.prediction.takeoverMs;
  return {
    from: min / 1000,
    to: max / 1000,
    text: words.predicted(timeline.backup, rangeOf(timeline, words)),
    ink: PREDICTED.ink,
    box: { fill: PREDICTED.fill, stroke: PREDICTED.line, 'stroke-dasharray': '4 3' },
  };
}

const overlap =
  ({ words }: Chart) =>
  (span: Span): Note => ({
    ...span,
    text: words.both(words.seconds(span.to - span.from)),
    ink: LOST,
    box: { fill: 'none', stroke: LOST, 'stroke-width': 1.5, rx: 3 },
  });

export interface Notes {
  /** Height of the labels. */
  height: number;
  /** The prediction is drawn behind the directors, the overlaps in front of them. */
  behind: (top: number, bottom: number) => string;
  before: (top: number, bottom: number) => string;
}

export function notes(chart: Chart, overlaps: Span[]): Notes {
  const { x } = chart;
  const all = [prediction(chart), ...overlaps.map(overlap(chart))];
  const wanted = all.map((note) => ({ ...note, at: x((note.from + note.to) / 2) }));
  const { labels, rows } = placeLabels(wanted, SIZE.label, CHART);
  const boxes = (some: Note[], top: number, bottom: number): string =>
    some
      .map(({ from, to, box }) => {
        const width = Math.max(x(to) - x(from), 2);
        return element('rect', { x: x(from), y: top, width, height: bottom - top, ...box });
      })
      .join('');
  const texts = (top: number): string =>
    labels
      .map((one) => haloed(one.x, top + one.row * ROW, one.text, { 'text-anchor': 'middle', fill: one.ink }))
      .join('');
  return {
    height: rows * ROW,
    behind: (top, bottom) => boxes(labels.slice(0, 1), top, bottom),
    before: (top, bottom) => boxes(labels.slice(1), top, bottom) + texts(bottom + ROW - 2),
  };
}
