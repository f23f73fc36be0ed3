/** A graded class for other programs: JSON, CSV (RFC 4180, a row for each submission) and JUnit XML (a suite for each). */
import { causeInOneLine } from './cause-lines.ts';
import type { ClassReporter } from './reporter.ts';
import { STATES } from './class-words.ts';
import { withoutControls } from '../util/controls.ts';
import { plainVerdict, showCause } from './json.ts';
import { junitOf } from './junit.ts';

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

/** A graded class as JSON, as described by docs/reference/grade.schema.json. */
export const classJson: ClassReporter = ({ title, submissions, ...report }, options) => {
  const { language } = options;
  const rows = submissions.map(({ trouble, notes, checks, cause, ...result }) => ({
    ...result,
    trouble: trouble && { code: trouble.code, text: trouble.text[language] },
    notes: notes.map((note) => note[language]),
    checks: checks.map((verdict) => plainVerdict(verdict, language)),
    cause: cause ? showCause(cause, options) : null,
  }));
  return JSON.stringify({ ...report, title: title[language], submissions: rows }, null, 2);
};

export const classJunit: ClassReporter = ({ lab, submissions }, options) =>
  junitOf(
    submissions.map(({ submission, state, checks, cause, trouble }) => ({
      lab,
      name: submission,
      checks,
      cause,
      ...(trouble && {
        trouble: { code: trouble.code, text: `${STATES[options.language][state]}: ${trouble.text[options.language]}` },
      }),
    })),
    options,
  );
