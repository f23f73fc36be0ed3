/** A graded class as an XLSX workbook. */
import type { ClassReport } from '../../actions/grade/result.ts';
import { withoutControls } from '../../util/controls.ts';
import type { ClassRenderOptions } from '../reporter.ts';
import { gradeTable, type Cell } from './table.ts';

/** Excel opens no workbook with more characters in a cell. */
const MAX_CELL = 32_767;

/** The widest column, in characters. */
const MAX_WIDTH = 40;

/** A workbook has `_x0041_` for a character of that number, so that such a text must be written as another one. */
const CHARACTER_NUMBER = /_(?=x[0-9a-f]{4}_)/gi;

/** Text is stored as text, never as a formula: nothing has to be put in front of `=`. */
function cellValue(value: Cell): string | number | null {
  if (typeof value === 'number') return value;
  // The library leaves out what XML cannot hold, and the sign for what was replaced too.
  const text = withoutControls(value).replaceAll('\ufffd', '?').replaceAll(CHARACTER_NUMBER, '_x005F_');
  if (text === '') return null;
  return text.length > MAX_CELL ? `${text.slice(0, MAX_CELL - 1)}…` : text;
}

/** Chinese characters are twice as wide as Latin ones. */
const widthOf = (text: string): number => text.length + (text.match(/[\u2e80-\uffee]/g)?.length ?? 0);

/** The table of the CSV, with numbers as numbers and a heading that stays in sight. */
export async function classXlsx(report: ClassReport, options: ClassRenderOptions): Promise<Buffer> {
  const { default: writeExcel } = await import('write-excel-file/node');
  const [heading = [], ...rows] = gradeTable(report, options).map((row) => row.map(cellValue));
  const columns = heading.map((title, index) => {
    const texts = [title, ...rows.map((row) => row[index])].map((value) => String(value ?? ''));
    return { width: Math.min(MAX_WIDTH, 2 + Math.max(...texts.map(widthOf))) };
  });
  const bold = heading.map((value) => ({ value: value ?? '', fontWeight: 'bold' as const }));
  const sheet = { sheet: options.language === 'zh' ? '成绩' : 'grades', columns, stickyRowsCount: 1 };
  return writeExcel([bold, ...rows], sheet).toBuffer();
}
