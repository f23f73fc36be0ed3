import type { Reporter } from './reporter.ts';

/** `{lab, instance, passed, points, maxPoints, checks: [{id, title, passed, points, maxPoints, reason, hint, evidence, durationMs}]}` */
export const json: Reporter = ({ checks, ...report }, { language }) => {
  const verdicts = checks.map(({ title, reason, hint, timeline: _drawn, ...verdict }) => ({
    ...verdict,
    title: title[language],
    reason: reason?.[language] ?? null,
    hint: hint?.[language] ?? null,
  }));
  return JSON.stringify({ ...report, checks: verdicts }, null, 2);
};
