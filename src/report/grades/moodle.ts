/** A graded class as CSV for the grade import of Moodle. */
import type { ClassReport, Result } from '../../actions/grade/result.ts';
import type { Language } from '../../lab/primitives.ts';
import { causeInOneLine } from '../cause-lines.ts';
import type { ClassRenderOptions } from '../reporter.ts';
import { csvOf } from './csv.ts';
import { gradeRows, sharedNames } from './rows.ts';

const NOT_PASSED: Record<Language, string> = { zh: '未通过', en: 'not passed' };

/** What the student may read: notes are for the teacher alone, since they name other students. */
function feedback({ trouble, checks, cause }: Result, language: Language): string {
  const failed = checks.filter(({ passed }) => passed === false).map(({ title }) => title[language]);
  return [
    ...(trouble ? [trouble.text[language]] : []),
    ...(failed.length === 0 ? [] : [`${NOT_PASSED[language]}: ${failed.join('; ')}`]),
    ...(cause ? [causeInOneLine(cause, language)] : []),
  ].join('. ');
}

/**
 * Moodle imports nothing at all if one row has a student whom it does not know, or a word for points, and an empty cell
 * removes the grade that is there. So there are rows only of students with points.
 */
export function classMoodle(report: ClassReport, { language, roster }: ClassRenderOptions): string {
  const shared = sharedNames(report);
  const rows = gradeRows(report, roster).flatMap(({ person, result }) => {
    if (!result || result.points === null || shared.has(result.submission) || (roster && !person)) return [];
    return [
      [
        person?.id ?? result.submission,
        ...(roster ? [person?.email ?? ''] : []),
        person?.name ?? result.student,
        result.points,
        feedback(result, language),
      ],
    ];
  });
  return csvOf([['ID number', ...(roster ? ['Email address'] : []), 'Full name', report.lab, 'Feedback'], ...rows]);
}
