/** The lane of one director: when it had the address, and the packets it sent. */
import { laneLabel, type Chart } from './chart.ts';
import type { Holding, Lane } from './holdings.ts';
import { crosses, diamonds, dots } from './marks.ts';
import { element, haloed, label, line, round, shorten, textWidth } from './svg.ts';
import { CHART, directorColour, FAINT, hatchOf, INK, LOST, MARGIN, SIZE } from './theme.ts';

/** The y offsets of its parts. */
const BAND = 26;
const ADVERTISEMENTS = 41;
const ANNOUNCEMENTS = 58;
export const LANE = { height: 80, gap: 12 };
const NAME_WIDTH = CHART.left - MARGIN - 12;

function band({ x, words, timeline }: Chart, { from, to, isSaid }: Holding, index: number, top: number): string {
  const [left, right] = [x(from), x(to)];
  const width = Math.max(right - left, 2);
  const texts = isSaid ? [words.holds(timeline.record.vip), words.holdsIt] : [words.holdsSilently, words.holdsItStill];
  const text = texts.find((one) => textWidth(one, SIZE.label) + 8 < width);
  const colour = directorColour(index);
  const written = { 'text-anchor': 'middle', fill: isSaid ? '#fff' : INK };
  const write = isSaid ? label : haloed;
  return (
    element('rect', {
      x: left,
      y: top,
      width,
      height: BAND,
      rx: 3,
      fill: isSaid ? colour : hatchOf(index),
      stroke: colour,
    }) + (text === undefined ? '' : write(left + width / 2, top + 17.5, text, written))
  );
}

/** The arrow in the backup's lane that shows how long it waited before it took over. */
function waiting({ timeline, words, x }: Chart, top: number): string {
  const { takeoverMs } = timeline.measure;
  const y = top + BAND / 2;
  if (takeoverMs === undefined) {
    return label(x(0) + 8, y + 4.5, words.silent, { fill: LOST, 'font-weight': 'bold' });
  }
  const time = words.seconds(takeoverMs / 1000);
  const [left, right] = [x(0), x(takeoverMs / 1000)];
  if (right - left < 16) return '';
  const text = [words.waits(time), time].find((one) => textWidth(one, SIZE.label) < right - left - 6);
  const arrow = `M${round(left + 7)} ${y - 4}l-6 4 6 4M${round(left + 1)} ${y}H${round(right - 1)}m-6-4l6 4-6 4`;
  return (
    element('path', { d: arrow, fill: 'none', stroke: INK, 'stroke-width': 1.2 }) +
    (text === undefined ? '' : label((left + right) / 2, y - 5, text, { 'text-anchor': 'middle' }))
  );
}

export function directorLane(chart: Chart, lane: Lane, index: number, top: number): string {
  const { x, words, view, timeline } = chart;
  const colour = directorColour(index);
  const seen = (times: number[]): number[] => times.filter((time) => time >= view.from && time <= view.to).map(x);
  const farewell = seen(lane.farewells)[0];
  const nameSize = textWidth(lane.node, SIZE.name) > NAME_WIDTH ? SIZE.small : SIZE.name;
  const small = { 'font-size': SIZE.small, fill: FAINT };
  const [advertisements, announcements] = [top + ADVERTISEMENTS, top + ANNOUNCEMENTS];
  return [
    laneLabel(top + 18, shorten(lane.node, NAME_WIDTH, nameSize), {
      'font-weight': 'bold',
      fill: colour,
      'font-size': nameSize,
    }),
    laneLabel(advertisements + 4, words.lanes.advertisements, small),
    laneLabel(announcements + 4, words.lanes.announcements, small),
    line(CHART.left, advertisements, CHART.right, advertisements, { stroke: '#eef1f4' }),
    line(CHART.left, announcements, CHART.right, announcements, { stroke: '#eef1f4' }),
    lane.node === timeline.backup ? waiting(chart, top) : '',
    ...lane.holdings.map((holding) => band(chart, holding, index, top)),
    dots(seen(lane.advertisements), advertisements, colour),
    crosses(seen(lane.farewells), advertisements, LOST),
    farewell === undefined
      ? ''
      : label(farewell + 10, advertisements + 4, words.farewell, { 'font-size': SIZE.small, fill: LOST }),
    diamonds(seen(lane.announcements), announcements, colour),
  ].join('');
}
