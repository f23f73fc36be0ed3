/** The rows of a graded class for tables and gradebooks: students of the roster beside their submissions. Pure. */
import type { ClassReport, Result } from '../../actions/grade/result.ts';
import type { Person } from '../reporter.ts';

/** One of the two is always there. */
export interface GradeRow {
  /** undefined: without a roster, or not in it. */
  person: Person | undefined;
  /** undefined: the student handed in nothing. */
  result: Result | undefined;
}

/** A submission belongs to the student whose id is the name of its file; what it says of itself proves nothing. */
const keyOf = (name: string): string => name.normalize('NFC').toLowerCase();

/** In the order of the roster, then submissions of nobody in it; without a roster in the order of the submissions. */
export function gradeRows({ submissions }: Pick<ClassReport, 'submissions'>, roster: Person[] | undefined): GradeRow[] {
  const people = roster ?? [];
  const ids = new Set(people.map(({ id }) => keyOf(id)));
  const known = people.flatMap((person): GradeRow[] => {
    const own = submissions.filter(({ submission }) => keyOf(submission) === keyOf(person.id));
    return own.length === 0 ? [{ person, result: undefined }] : own.map((result) => ({ person, result }));
  });
  const strangers = submissions.filter(({ submission }) => !ids.has(keyOf(submission)));
  return [...known, ...strangers.map((result) => ({ person: undefined, result }))];
}

/** Submissions that share their name with another one, such as a folder `li` beside `li.tar.gz`: none of them counts alone. */
export function sharedNames({ submissions }: Pick<ClassReport, 'submissions'>): Set<string> {
  const keys = submissions.map(({ submission }) => keyOf(submission));
  return new Set(
    submissions.flatMap(({ submission }) =>
      keys.indexOf(keyOf(submission)) === keys.lastIndexOf(keyOf(submission)) ? [] : submission,
    ),
  );
}

/**
 * Lines for the teacher on whom the roster and the submissions do not agree, and on names that are there twice.
 * Empty without a roster and without such names.
 */
export function rosterLines(report: Pick<ClassReport, 'submissions'>, roster: Person[] | undefined): string[] {
  const rows = gradeRows(report, roster);
  const missing = rows.flatMap(({ person, result }) => (person && !result ? person.id : []));
  const strangers = roster ? rows.flatMap(({ person, result }) => (person ? [] : (result?.submission ?? []))) : [];
  const shared = [...sharedNames(report)];
  return [
    ...(missing.length === 0 ? [] : [`without a submission: ${missing.join(', ')}`]),
    ...(strangers.length === 0
      ? []
      : [
          `not in the roster, and so not in moodle.csv: ${strangers.join(', ')}; expected the student's id as the name`,
        ]),
    ...(shared.length === 0
      ? []
      : [
          `more than one submission of this name, and so neither in moodle.csv nor in gradescope/: ${shared.join(', ')}`,
        ]),
  ];
}
