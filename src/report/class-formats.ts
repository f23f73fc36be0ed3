/** A graded class for other programs: JSON, CSV (RFC 4180, a row for each submission) and JUnit XML (a suite for each). */
import type { ClassReporter } from './reporter.ts';
import { STATES } from './class-words.ts';
import { plainVerdict, showCause } from './json.ts';
import { csvOf } from './grades/csv.ts';
import { gradeTable } from './grades/table.ts';
import { junitOf } from './junit.ts';

export const classCsv: ClassReporter = (report, options) => csvOf(gradeTable(report, options));

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
