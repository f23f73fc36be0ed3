import type { Cause } from '../cause/cause.ts';
import type { RenderOptions, Reporter } from './reporter.ts';

function showCause({ seen, expected, hints, ...cause }: Cause, { language, hints: level }: RenderOptions): object {
  return {
    ...cause,
    seen: seen[language],
    expected: expected[language],
    hints: hints.slice(0, level).map((hint) => hint[language]),
  };
}

/**
 * `{lab, instance, passed, points, maxPoints, checks: [{id, title, passed, points, maxPoints, reason, hint, evidence, durationMs}],
 * cause: {check, request, hop, node, seen, expected, evidence, hints} | null}`
 */
export const json: Reporter = ({ checks, cause, ...report }, options) => {
  const { language } = options;
  const verdicts = checks.map(({ title, reason, hint, timeline: _drawn, ...verdict }) => ({
    ...verdict,
    title: title[language],
    reason: reason?.[language] ?? null,
    hint: (options.hints > 0 ? hint?.[language] : undefined) ?? null,
  }));
  return JSON.stringify({ ...report, checks: verdicts, cause: cause && showCause(cause, options) }, null, 2);
};
