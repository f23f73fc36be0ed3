/** Wraps lines for a terminal, where a Chinese character is two columns wide and a line may break after it. */

/** Wide and full-width East Asian characters and emoji (Unicode, EastAsianWidth.txt), as broad ranges. */
const WIDE = String.raw`\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}`;

/** Chinese punctuation that must not begin a line, and that must not end one. */
const CLOSING = '、。，．：；！？）】》」』”’';
const OPENING = '（【《「『“‘';

const A_WIDE_ONE = new RegExp(`[${WIDE}]`, 'u');

/** The width of `text` in columns. */
export const widthOf = (text: string): number =>
  Array.from(text).reduce((width, letter) => width + (A_WIDE_ONE.test(letter) ? 2 : 1), 0);

export const padTo = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** Formats a table: columns as wide as their widest cell, separated by two spaces. */
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

/** Splits text into words and single wide characters, each with its punctuation and the following space. */
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

/** Wraps `text` to at most `columns` columns, each line after `indent`; a longer word gets its own line. */
export const wrap = (text: string, columns: number, indent: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .flatMap((line) => wrapLine(line, columns, indent));
