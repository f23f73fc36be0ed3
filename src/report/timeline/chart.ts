/** What all parts of the picture are drawn from. */
import type { Timeline } from '../../models/failover.ts';
import type { Span } from './scale.ts';
import { label } from './svg.ts';
import { CHART } from './theme.ts';
import type { Words } from './words.ts';

export interface Chart {
  timeline: Timeline;
  words: Words;
  view: Span;
  /** From seconds since the master fell silent. */
  x: (seconds: number) => number;
}

/** Beside the chart, at its left. */
export const laneLabel = (y: number, text: string, attributes = {}): string =>
  label(CHART.left - 12, y, text, { 'text-anchor': 'end', ...attributes });

/** A part of the picture that knows its height before it knows its place. */
export interface Block {
  height: number;
  draw: (top: number) => string;
}
