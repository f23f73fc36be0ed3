/** The lane of the client's requests, with brackets over the periods without an answer. */
import { laneLabel, type Block, type Chart } from './chart.ts';
import { bars } from './marks.ts';
import { runsOf } from './requests.ts';
import type { Span } from './scale.ts';
import { awayFor, isOutage, lostWithin } from './story.ts';
import { element, haloed, label, placeLabels, round, type Placed } from './svg.ts';
import { ANSWERED, CHART, FAINT, LOST, SIZE } from './theme.ts';

const BAR = 26;
const BRACKET = 9;
const ROW = 17;

interface Bracket extends Span {
  text: string;
}

function bracketsOf({ timeline: { measure, record }, words }: Chart): Bracket[] {
  const ends = { failover: record.marks.mend ?? record.marks.end, failback: record.marks.end };
  return (['failover', 'failback'] as const).flatMap((name) => {
    const phase = measure[name];
    if (!phase || !isOutage(phase, record.requests)) return [];
    const away = awayFor(phase, ends[name]);
    const write = Number.isFinite(phase.outageMs) ? words.noAnswer : words.noAnswerFor;
    const from = phase.gap.from - measure.zero;
    return [{ from, to: from + away, text: write(words.seconds(away), lostWithin(phase, record.requests)) }];
  });
}

/** @param foot y coordinate of its lower ends */
function bracket({ x }: Chart, { from, to, text, ...place }: Bracket & Placed, foot: number): string {
  const [left, right] = [x(from), Math.max(x(to), x(from) + 3)];
  const path = `M${round(left)} ${round(foot)}v-${BRACKET}H${round(right)}v${BRACKET}`;
  return (
    element('path', { d: path, fill: 'none', stroke: LOST, 'stroke-width': 1.5 }) +
    haloed(place.x, foot - BRACKET - 5 - place.row * ROW, text, {
      'text-anchor': 'middle',
      'font-weight': 'bold',
      fill: LOST,
    })
  );
}

function strip({ timeline, words, x }: Chart, top: number): string {
  const runs = runsOf(timeline);
  const textY = top + BAR / 2 + 4.5;
  const spans = (isAnswered: boolean): Span[] =>
    runs.filter((run) => run.isAnswered === isAnswered).map(({ from, to }) => ({ from: x(from), to: x(to) }));
  return [
    laneLabel(textY, words.lanes.requests, { 'font-weight': 'bold' }),
    runs.length === 0 ? label(CHART.left + 12, textY, words.noRequests, { fill: FAINT }) : '',
    bars(spans(true), top, BAR, ANSWERED),
    bars(spans(false), top, BAR, LOST),
  ].join('');
}

export function requestLane(chart: Chart): Block {
  const wanted = bracketsOf(chart).map((one) => ({ ...one, at: chart.x((one.from + one.to) / 2) }));
  const { labels, rows } = placeLabels(wanted, SIZE.label, CHART);
  const above = rows === 0 ? 0 : rows * ROW + BRACKET + 4;
  return {
    height: above + BAR,
    draw: (top) => strip(chart, top + above) + labels.map((one) => bracket(chart, one, top + above - 4)).join(''),
  };
}
