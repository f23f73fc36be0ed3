/** The reference pages, for the tests that hold them to the program. */
import { readFileSync } from 'node:fs';

export const readProjectFile = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** What stands under each heading of a level, up to the next of that level or above. */
export function sectionsOf(page: string, level: number): Map<string, string> {
  const marks = [...page.matchAll(new RegExp(`^#{1,${level}} (.*)\n`, 'gm'))];
  const sections = marks.flatMap((mark, index): [string, string][] =>
    mark[0].startsWith(`${'#'.repeat(level)} `)
      ? [[mark[1] ?? '', page.slice(mark.index + mark[0].length, marks[index + 1]?.index)]]
      : [],
  );
  return new Map(sections);
}

/** The rows of the tables in a text, as cells, without their headings. */
export const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line, index, lines) => line.startsWith('| ') && !lines[index + 1]?.startsWith('| --'))
    .filter((line) => !line.startsWith('| --'))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );

/** A name in backticks without them. */
export const unquoted = (cell: string | undefined): string => (cell ?? '').replaceAll('`', '');
