/** A graded class as a table for the terminal: one line per submission, with the checks that failed. */
import type { Result } from '../actions/grade/result.ts';
import type { Language } from '../lab/primitives.ts';
import { causeInOneLine } from './cause-lines.ts';
import type { ClassReporter } from './reporter.ts';
import { courseOf, notJudgedLine, pointsOf, STATES } from './class-words.ts';
import { withoutControls } from '../util/controls.ts';
import { table } from '../util/wrap.ts';

const HEADINGS = {
  zh: ['提交', '学生', '得分', '状态', '秒', '未通过'],
  en: ['SUBMISSION', 'STUDENT', 'POINTS', 'STATE', 'SECONDS', 'NOT PASSED'],
};

const MAX_NAME = 32;
const MAX_FAILED = 4;

const short = (text: string): string => {
  const plain = withoutControls(text);
  return plain.length > MAX_NAME ? `${plain.slice(0, MAX_NAME - 1)}…` : plain;
};

/** The checks that failed. Those that were not judged are omitted, since they depend on the failed ones. */
function lostOn({ checks, trouble }: Result, language: Language): string {
  const failed = checks.filter(({ passed }) => passed === false).map(({ id }) => id);
  const shown =
    failed.slice(0, MAX_FAILED).join(' ') + (failed.length > MAX_FAILED ? ` +${failed.length - MAX_FAILED}` : '');
  if (!trouble) return shown;
  return [`${trouble.code}: ${withoutControls(trouble.text[language])}`, ...(shown === '' ? [] : [shown])].join('; ');
}

export const classTable: ClassReporter = (report, { language }) => {
  const rows = report.submissions.map((one) => [
    short(one.submission),
    short(one.student),
    pointsOf(one),
    STATES[language][one.state],
    (one.durationMs / 1000).toFixed(1),
    lostOn(one, language),
  ]);
  const notes = report.submissions.flatMap(({ submission, notes: said }) =>
    said.map((note) => `${short(submission)}: ${withoutControls(note[language])}`),
  );
  const causes = report.submissions.flatMap(({ submission, cause }) =>
    cause ? [`${short(submission)}: ${withoutControls(causeInOneLine(cause, language))}`] : [],
  );
  const notJudged = notJudgedLine(report, language);
  return [
    table([HEADINGS[language], ...rows]),
    ...(causes.length === 0 ? [] : ['', ...causes]),
    ...(notes.length === 0 ? [] : ['', ...notes]),
    ...(notJudged === undefined ? [] : ['', withoutControls(notJudged)]),
    '',
    ...courseOf(report, language),
  ].join('\n');
};
