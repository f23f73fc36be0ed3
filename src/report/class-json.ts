import type { ClassReporter } from './class-reporter.ts';
import { plainVerdict } from './json.ts';

/** docs/reference/grade.schema.json describes it. */
export const classJson: ClassReporter = ({ title, submissions, ...report }, { language }) => {
  const rows = submissions.map(({ trouble, notes, checks, ...result }) => ({
    ...result,
    trouble: trouble && { code: trouble.code, text: trouble.text[language] },
    notes: notes.map((note) => note[language]),
    checks: checks.map((verdict) => plainVerdict(verdict, language)),
  }));
  return JSON.stringify({ ...report, title: title[language], submissions: rows }, null, 2);
};
