/** A graded class as JUnit XML, one suite per submission. */
import type { ClassReporter } from './class-reporter.ts';
import { STATES } from './class-words.ts';
import { junitOf } from './junit.ts';

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
