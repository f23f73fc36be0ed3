/** Breaking lines for a terminal, where a Chinese character is two columns wide and may end a line. */

/** East Asian wide and fullwidth characters and pictures (Unicode, EastAsianWidth.txt), in broad ranges. */
const WIDE = String.raw`\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}`;

/** Begins no line, ends no line: the punctuation of Chinese that stands behind a word, and before one. */
const CLOSING = '、。，．：；！？）】》」』”’';
const OPENING = '（【《「『“‘';

const A_WIDE_ONE = new RegExp(`[${WIDE}]`, 'u');

/** Columns that `text` takes. */
export const widthOf = (text: string): number =>
  Array.from(text).reduce((width, letter) => width + (A_WIDE_ONE.test(letter) ? 2 : 1), 0);

export const padTo = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** Columns as wide as their widest cell, two spaces apart. */
export function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))));
  return rows
    .map((row) =>
      row
        .map((cell, column) => padTo(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const PIECE = new RegExp(
  String.raw`\s+|[${OPENING}]*(?:[${WIDE}]|[^\s${WIDE}${OPENING}${CLOSING}]+)?[${CLOSING}]*\s*`,
  'gu',
);

/** Words, and single wide characters, with their punctuation and the space that follows them. */
const pieces = (text: string): string[] => (text.match(PIECE) ?? []).filter((piece) => piece !== '');

function wrapLine(text: string, columns: number, indent: string): string[] {
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

/** `text` in lines of at most `columns` columns, each behind `indent`; a longer word keeps a line of its own. */
export const wrap = (text: string, columns: number, indent: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .flatMap((line) => wrapLine(line, columns, indent));
