/** Breaking lines for a terminal, where a Chinese character is two columns wide and may end a line. */

const isWide = (letter: string): boolean => /[\u1100-\u115f\u2e80-\uffdc]/u.test(letter);

/** Columns that `text` takes. */
export const widthOf = (text: string): number =>
  Array.from(text).reduce((width, letter) => width + (isWide(letter) ? 2 : 1), 0);

/** Words, and single wide characters, with the space that follows them. */
const pieces = (text: string): string[] =>
  text.match(/[\u1100-\u115f\u2e80-\uffdc] ?|[^\s\u1100-\u115f\u2e80-\uffdc]+\s*|\s+/gu) ?? [];

/** `text` in lines of at most `columns` columns, each behind `indent`; a longer word keeps a line of its own. */
export function wrap(text: string, columns: number, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const piece of pieces(text)) {
    if (line !== indent && widthOf(line) + widthOf(piece.trimEnd()) > columns) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += piece;
  }
  return [...lines, line.trimEnd()];
}
