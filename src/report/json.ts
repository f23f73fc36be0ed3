import type { Verdict } from '../checks/verdict.ts';
import type { Language } from '../lab/primitives.ts';
import type { Reporter } from './reporter.ts';

/** A verdict as documents have it: what is not there is null, text is in one language. */
export const plainVerdict = ({ title, reason, hint, ...verdict }: Verdict, language: Language) => ({
  ...verdict,
  title: title[language],
  reason: reason?.[language] ?? null,
  hint: hint?.[language] ?? null,
});

/** `{lab, instance, passed, points, maxPoints, checks: [{id, title, passed, points, maxPoints, reason, hint, evidence, durationMs}]}` */
export const json: Reporter = ({ checks, ...report }, { language }) =>
  JSON.stringify({ ...report, checks: checks.map((verdict) => plainVerdict(verdict, language)) }, null, 2);
