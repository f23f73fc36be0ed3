/** The data and scale that all parts of the picture use. */
import type { Timeline } from '../../models/failover.ts';
import type { Span } from './scale.ts';
import { label } from './svg.ts';
import { CHART } from './theme.ts';
import type { Words } from './words.ts';

export interface Chart {
  timeline: Timeline;
  words: Words;
  view: Span;
  /** The x coordinate of a time, in seconds since the failure began. */
  x: (seconds: number) => number;
}

/** A label to the left of the chart. */
export const laneLabel = (y: number, text: string, attributes = {}): string =>
  label(CHART.left - 12, y, text, { 'text-anchor': 'end', ...attributes });

/** A part of the picture whose height is known before its position. */
export interface Block {
  height: number;
  draw: (top: number) => string;
}
