/** The picture of a verdict, if its check has one. Pure. */
import type { Verdict } from '../checks/verdict.ts';
import type { Language } from '../lab/primitives.ts';
import { renderComparison } from './comparison.ts';
import { renderTimeline } from './timeline.ts';

/** A self-contained SVG; undefined if there is nothing to draw. */
export function pictureOf({ timeline, comparison }: Verdict, options: { language: Language }): string | undefined {
  if (timeline) return renderTimeline(timeline, options);
  return comparison && renderComparison(comparison, options);
}
