/** A graded class as CSV for spreadsheets (RFC 4180), one row per submission. */
import { causeInOneLine } from './cause-lines.ts';
import type { ClassReporter } from './class-reporter.ts';
import { STATES } from './class-words.ts';
import { withoutControls } from '../util/controls.ts';

/** Spreadsheets interpret text that begins like this as a formula, some of them also with full-width characters. */
const FORMULA = /^\s*[=+\-@＝＋－＠]/;

function cell(value: string | number): string {
  const text = withoutControls(String(value));
  const safe = typeof value === 'string' && FORMULA.test(text) ? `'${text}` : text;
  return /[",\s]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * A cell of a check is empty if the check was not judged. A submission that was not judged has a word instead of
 * points, so that no sum counts it as 0.
 */
export const classCsv: ClassReporter = ({ submissions }, { language }) => {
  const ids = [...new Set(submissions.flatMap(({ checks }) => checks.map(({ id }) => id)))];
  const heading = [
    'submission',
    'student',
    'state',
    'points',
    'maxPoints',
    'seconds',
    ...ids,
    'trouble',
    'cause',
    'notes',
  ];
  const rows = submissions.map((one) => [
    one.submission,
    one.student,
    one.state,
    one.points ?? STATES[language][one.state],
    one.maxPoints,
    (one.durationMs / 1000).toFixed(1),
    ...ids.map((id) => {
      const verdict = one.checks.find((check) => check.id === id);
      return verdict === undefined || verdict.passed === null ? '' : verdict.points;
    }),
    one.trouble?.text[language] ?? '',
    one.cause ? causeInOneLine(one.cause, language) : '',
    one.notes.map((note) => note[language]).join('; '),
  ]);
  return [heading, ...rows].map((row) => row.map(cell).join(',')).join('\r\n');
};
