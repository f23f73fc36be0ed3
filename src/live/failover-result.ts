/** What a failover came to, for the page; its picture is drawn by the code that draws it for the report. Pure. */
import type { FailoverResultView } from '../contract/failover.ts';
import type { Text } from '../lab/primitives.ts';
import type { Timeline } from '../models/failover.ts';
import { renderTimeline, storyOfTimeline } from '../report/timeline.ts';

export interface FailoverOutcome {
  /** undefined: it passed. */
  reason: Text | undefined;
  /** undefined: nothing was broken. */
  timeline: Timeline | undefined;
}

function measuredOf(timeline: Timeline): NonNullable<FailoverResultView['measured']> {
  const { measure, prediction } = timeline;
  const { outageMs, lost, sent } = measure.failover;
  return {
    outageMs: Number.isFinite(outageMs) ? outageMs : null,
    lost,
    sent,
    takeoverMs: measure.takeoverMs ?? null,
    predictedOutageMs: prediction.outageMs,
    predictedTakeoverMs: prediction.takeoverMs,
    story: {
      zh: storyOfTimeline(timeline, { language: 'zh' }),
      en: storyOfTimeline(timeline, { language: 'en' }),
    },
  };
}

export const failoverResult = ({ reason, timeline }: FailoverOutcome): FailoverResultView => ({
  passed: reason === undefined,
  ...(reason && { reason }),
  ...(timeline && { measured: measuredOf(timeline) }),
});

/** Self-contained SVGs. */
export const failoverPictures = (timeline: Timeline): Record<'zh' | 'en', string> => ({
  zh: renderTimeline(timeline, { language: 'zh' }),
  en: renderTimeline(timeline, { language: 'en' }),
});
