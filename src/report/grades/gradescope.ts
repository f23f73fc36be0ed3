/** Graded submissions as Gradescope's autograder reports them: a results.json for each. */
import type { ClassReport, Result } from '../../actions/grade/result.ts';
import { withoutControls } from '../../util/controls.ts';
import { causeLines } from '../cause-lines.ts';
import type { RenderOptions } from '../reporter.ts';
import { sharedNames } from './rows.ts';

export interface GradescopeFile {
  submission: string;
  /** undefined: it has no points, and Gradescope would take any file for some. */
  text: string | undefined;
}

const plain = (lines: string[]): string => lines.map(withoutControls).join('\n');

/** Notes are left out: they are for the teacher, and name other students. */
function resultsOf({ points, durationMs, trouble, cause, checks }: Result, options: RenderOptions): object {
  const { language } = options;
  return {
    score: points,
    execution_time: Math.round(durationMs / 1000),
    output: plain([...(trouble ? [trouble.text[language]] : []), ...(cause ? causeLines(cause, options) : [])]),
    output_format: 'text',
    visibility: 'visible',
    tests: checks.map(({ id, title, passed, points: score, maxPoints, reason, evidence }) => ({
      name: withoutControls(`${id}: ${title[language]}`),
      score,
      max_score: maxPoints,
      status: passed === true ? 'passed' : 'failed',
      output: plain(passed === true ? [] : [...(reason ? [reason[language]] : []), ...evidence]),
    })),
  };
}

/** Of each submission, in their order; names that are there twice come once, without text. */
export function gradescopeFiles(report: ClassReport, options: RenderOptions): GradescopeFile[] {
  const shared = sharedNames(report);
  const alone = report.submissions.filter(({ submission }) => !shared.has(submission));
  return [
    ...alone.map((result) => ({
      submission: result.submission,
      text: result.points === null ? undefined : JSON.stringify(resultsOf(result, options), null, 2),
    })),
    ...Array.from(shared, (submission) => ({ submission, text: undefined })),
  ];
}
