import type { Cause } from '../cause/cause.ts';
import type { Verdict } from '../checks/verdict.ts';
import type { Language } from '../lab/primitives.ts';
import type { RenderOptions, Reporter } from './reporter.ts';

/** A verdict as documents have it: what is not there is null, text is in one language. */
export const plainVerdict = (
  { title, reason, hint, timeline: _timeline, comparison: _comparison, ...verdict }: Verdict,
  language: Language,
) => ({
  ...verdict,
  title: title[language],
  reason: reason?.[language] ?? null,
  hint: hint?.[language] ?? null,
});

function showCause(
  { seen, expected, beside = [], hints, ...cause }: Cause,
  { language, hints: level }: RenderOptions,
): object {
  return {
    ...cause,
    seen: seen[language],
    expected: expected[language],
    beside: beside.map((one) => one[language]),
    hints: hints.slice(0, level).map((hint) => hint[language]),
  };
}

/**
 * `{lab, instance, passed, points, maxPoints, checks: [{id, title, passed, points, maxPoints, reason, hint, evidence, durationMs}],
 * cause: {check, request, hop, node, seen, expected, evidence, beside, hints} | null}`
 */
export const json: Reporter = ({ checks, cause, ...report }, options) => {
  const verdicts = checks.map((verdict) => ({
    ...plainVerdict(verdict, options.language),
    ...(options.hints === 0 && { hint: null }),
  }));
  return JSON.stringify({ ...report, checks: verdicts, cause: cause && showCause(cause, options) }, null, 2);
};
