import type { ClassReporter } from './class-reporter.ts';
import { plainVerdict, showCause } from './json.ts';

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
