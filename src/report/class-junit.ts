/** One suite a submission. */
import type { ClassReporter } from './class-reporter.ts';
import { junitOf } from './junit.ts';

export const classJunit: ClassReporter = ({ lab, submissions }, options) =>
  junitOf(
    submissions.map(({ submission, checks, trouble }) => ({
      lab,
      name: submission,
      checks,
      ...(trouble && { trouble: { code: trouble.code, text: trouble.text[options.language] } }),
    })),
    options,
  );
