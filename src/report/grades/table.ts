/** A graded class as a table for spreadsheets: a heading, then a row for each submission, and for each student without one. */
import type { ClassReport } from '../../actions/grade/result.ts';
import type { Language } from '../../lab/primitives.ts';
import { causeInOneLine } from '../cause-lines.ts';
import { STATES } from '../class-words.ts';
import type { ClassRenderOptions } from '../reporter.ts';
import { gradeRows, type GradeRow } from './rows.ts';

/** '' is an empty cell. */
export type Cell = string | number;

const NOT_HANDED_IN: Record<Language, string> = { zh: '未提交', en: 'not handed in' };

/**
 * A cell of a check is empty if the check was not judged. A submission that was not judged, or does not exist, has a
 * word instead of points, so that no sum counts it as 0. The columns of the roster are there only with one.
 */
export function gradeTable(report: ClassReport, { language, roster }: ClassRenderOptions): Cell[][] {
  const ids = [...new Set(report.submissions.flatMap(({ checks }) => checks.map(({ id }) => id)))];
  const heading = [
    ...(roster ? ['id', 'name', 'email', 'group'] : []),
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
  const row = ({ person, result }: GradeRow): Cell[] => [
    ...(roster ? [person?.id ?? '', person?.name ?? '', person?.email ?? '', person?.group ?? ''] : []),
    result?.submission ?? '',
    result?.student ?? '',
    result?.state ?? 'not-handed-in',
    result ? (result.points ?? STATES[language][result.state]) : NOT_HANDED_IN[language],
    result?.maxPoints ?? report.maxPoints,
    result ? Math.round(result.durationMs / 100) / 10 : '',
    ...ids.map((id) => {
      const verdict = result?.checks.find((check) => check.id === id);
      return verdict === undefined || verdict.passed === null ? '' : verdict.points;
    }),
    result?.trouble?.text[language] ?? '',
    result?.cause ? causeInOneLine(result.cause, language) : '',
    result?.notes.map((note) => note[language]).join('; ') ?? '',
  ];
  return [heading, ...gradeRows(report, roster).map(row)];
}
