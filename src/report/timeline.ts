/** Draws a failover as a self-contained SVG for screen and print. Pure. */
import type { Language } from '../lab/primitives.ts';
import type { Timeline } from '../models/failover.ts';
import { axis } from './timeline/axis.ts';
import type { Block, Chart } from './timeline/chart.ts';
import { directorLane, LANE } from './timeline/director-lane.ts';
import { document, space } from './timeline/document.ts';
import { flags } from './timeline/flags.ts';
import { hatching } from './timeline/marks.ts';
import { lanesOf, overlapsOf, type Lane } from './timeline/holdings.ts';
import { legend } from './timeline/legend.ts';
import { notes } from './timeline/notes.ts';
import { paragraph } from './timeline/paragraph.ts';
import { requestLane } from './timeline/request-lane.ts';
import { paceOf } from './timeline/requests.ts';
import { scaleOf, spanOf, type Span } from './timeline/scale.ts';
import { storyOf, titleOf } from './timeline/story.ts';
import { CHART } from './timeline/theme.ts';
import type { Words } from './timeline/words.ts';
import { en } from './timeline/words-en.ts';
import { zh } from './timeline/words-zh.ts';

const WORDS: Record<Language, Words> = { en, zh };

const AXIS_HEIGHT = 42;

/** The part of the picture whose x axis is time. */
function chartBlock(chart: Chart, lanes: Lane[], overlaps: Span[]): Block {
  const above = flags(chart);
  const requests = requestLane(chart);
  const around = notes(chart, overlaps);
  const requestsAt = above.height + 10;
  const lanesAt = requestsAt + requests.height + 28;
  const lanesEnd = lanesAt + lanes.length * LANE.height - LANE.gap;
  const axisAt = lanesEnd + around.height + 16;
  return {
    height: axisAt + AXIS_HEIGHT,
    draw: (top) =>
      [
        around.behind(top + lanesAt - 8, top + lanesEnd + 2),
        axis(chart, top + requestsAt + requests.height, top + axisAt),
        above.draw(top, top + lanesEnd),
        requests.draw(top + requestsAt),
        ...lanes.map((lane, index) => directorLane(chart, lane, index, top + lanesAt + index * LANE.height)),
        around.before(top + lanesAt - 8, top + lanesEnd + 2),
      ].join('\n'),
  };
}

function sceneOf({ timeline, words }: Chart): string {
  const { director, backup, record } = timeline;
  return words.scene(director, backup, record.vip, Math.round(paceOf(timeline) * 1000));
}

/** What happened, in sentences. */
export function storyOfTimeline(timeline: Timeline, { language }: { language: Language }): string {
  const lanes = lanesOf(timeline, spanOf(timeline));
  return storyOf(timeline, lanes, overlapsOf(lanes), WORDS[language]);
}

export function renderTimeline(timeline: Timeline, { language }: { language: Language }): string {
  const words = WORDS[language];
  const view = spanOf(timeline);
  const chart: Chart = { timeline, words, view, x: scaleOf(view, CHART.left, CHART.right) };
  const lanes = lanesOf(timeline, view);
  const overlaps = overlapsOf(lanes);
  const title = titleOf(timeline, words);
  const story = storyOf(timeline, lanes, overlaps, words);
  const blocks = [
    space(16),
    paragraph(title, 'title'),
    space(3),
    paragraph(sceneOf(chart), 'faint'),
    space(18),
    chartBlock(chart, lanes, overlaps),
    space(16),
    legend(lanes, words),
    space(18),
    paragraph(words.happened, 'heading'),
    paragraph(story, 'text'),
    space(18),
  ];
  return document(blocks, { title, story, language, defs: lanes.map((_, index) => hatching(index)) });
}
