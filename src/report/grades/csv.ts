/** Rows as CSV (RFC 4180) that spreadsheets and gradebooks read, and that does nothing in them. */
import { withoutControls } from '../../util/controls.ts';
import type { Cell } from './table.ts';

/** Without this byte order mark Excel reads a CSV file in the system's code page, and Chinese is garbled. */
export const BYTE_ORDER_MARK = '\ufeff';

/** Spreadsheets interpret text that begins like this as a formula, some of them also with full-width characters. */
const FORMULA = /^\s*[=+\-@＝＋－＠]/;

function cellText(value: Cell): string {
  const text = withoutControls(String(value));
  const safe = typeof value === 'string' && FORMULA.test(text) ? `'${text}` : text;
  return /[",\s]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvOf = (rows: Cell[][]): string => rows.map((row) => row.map(cellText).join(',')).join('\r\n');
