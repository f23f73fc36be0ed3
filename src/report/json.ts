import type { Cause } from '../diagnosis/cause.ts';
import type { StepSeen } from '../checks/step-state.ts';
import type { Verdict } from '../checks/verdict.ts';
import type { Language } from '../lab/primitives.ts';
import type { RenderOptions, Reporter } from './reporter.ts';

/** A verdict for JSON output: missing fields are null, texts are in one language. */
export const plainVerdict = (
  { title, reason, hint, note, timeline: _timeline, comparison: _comparison, ...verdict }: Verdict,
  language: Language,
) => ({
  ...verdict,
  title: title[language],
  reason: reason?.[language] ?? null,
  hint: hint?.[language] ?? null,
  note: note?.[language] ?? null,
});

export const plainStep = ({ id, title, state }: StepSeen, language: Language) => ({
  id,
  title: title[language],
  done: state === 'done' ? true : state === 'open' ? false : null,
  state,
});

export function showCause(
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
 * `{lab, instance, passed, points, maxPoints, checks: [{id, title, passed, points, maxPoints, reason, hint, note, evidence, durationMs}],
 * cause: {check, request, hop, node, seen, expected, evidence, beside, hints} | null, steps: [{id, title, done, state}]}`
 */
export const json: Reporter = ({ checks, cause, steps, ...report }, options) => {
  const verdicts = checks.map((verdict) => ({
    ...plainVerdict(verdict, options.language),
    ...(options.hints === 0 && { hint: null }),
  }));
  const told = steps && { steps: steps.map((step) => plainStep(step, options.language)) };
  return JSON.stringify({ ...report, checks: verdicts, cause: cause && showCause(cause, options), ...told }, null, 2);
};
