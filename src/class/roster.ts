/** The students of a class, from the bytes of a CSV or XLSX file as spreadsheets and school systems write them. */
import { parse as parseCsv } from 'csv-parse/sync';
import { show } from '../util/nearest.ts';
import { PERSON_ID } from './schema.ts';

export interface Student {
  id: string;
  name: string;
  /** '' where the roster has none. */
  email: string;
  group: string;
}

/** `row` is the number in the file, from 1, the heading included. */
export interface RosterProblem {
  row: number;
  message: string;
}

export type ParsedRoster = { students: Student[] } | { problems: RosterProblem[] };

type Column = keyof Student;

/** What the columns are called, without case and space. */
const HEADINGS: Record<Column, string[]> = {
  id: ['id', '学号', 'studentid', 'sid', '编号'],
  name: ['name', '姓名', 'fullname'],
  email: ['email', 'e-mail', 'mail', '邮箱', '电子邮箱', '电子邮件'],
  group: ['group', '组', '分组', '小组', '班级', 'class'],
};

const REQUIRED: Column[] = ['id', 'name'];
const MAX_STUDENTS = 1000;

/** Archives of the ZIP format, which XLSX is, begin with these bytes. */
const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');

/** Excel saves CSV in the code page of the system, GBK in China, unless it is told otherwise. */
function decode(bytes: Buffer): string | undefined {
  const first = bytes.subarray(0, 2).toString('hex');
  const names = first === 'fffe' ? ['utf-16le'] : first === 'feff' ? ['utf-16be'] : ['utf-8', 'gb18030'];
  for (const name of names) {
    try {
      return new TextDecoder(name, { fatal: true }).decode(bytes);
    } catch {
      continue;
    }
  }
  return undefined;
}

const plain = (heading: string): string => heading.normalize('NFKC').toLowerCase().replaceAll(/[\s_]/g, '');

function csvRows(text: string): string[][] {
  const heading = text.split(/\r?\n/, 1)[0] ?? '';
  const delimiter = [',', ';', '\t', '，'].toSorted((a, b) => heading.split(b).length - heading.split(a).length)[0];
  return parseCsv(text, {
    delimiter: delimiter ?? ',',
    relax_column_count: true,
    skip_empty_lines: false,
  });
}

async function rowsOf(bytes: Buffer): Promise<string[][] | RosterProblem> {
  if (bytes.subarray(0, 4).equals(ZIP)) {
    const { readSheet } = await import('read-excel-file/node');
    try {
      const rows = await readSheet(bytes);
      return rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))));
    } catch (error) {
      return { row: 1, message: `got a ZIP archive that is no XLSX workbook: ${(error as Error).message}` };
    }
  }
  const text = decode(bytes);
  if (text === undefined || text.includes('\0'))
    return { row: 1, message: 'got bytes that are neither UTF-8 nor GBK, expected CSV or XLSX' };
  try {
    return csvRows(text);
  } catch (error) {
    const { lines, message } = error as Error & { lines?: number };
    return { row: lines ?? 1, message: `is no CSV: ${message}` };
  }
}

/** Columns may be in any order, and others beside them; empty rows are left out. */
export async function parseRoster(bytes: Buffer): Promise<ParsedRoster> {
  const rows = await rowsOf(bytes);
  if (!Array.isArray(rows)) return { problems: [rows] };
  const [heading = [], ...body] = rows;
  const column = (name: Column): number => heading.findIndex((cell) => HEADINGS[name].includes(plain(cell)));
  const missing = REQUIRED.filter((name) => column(name) === -1);
  if (missing.length > 0) {
    const got = heading.map((cell) => show(cell)).join(', ') || 'nothing';
    const wanted = missing.map((name) => `${name} (${HEADINGS[name].slice(0, 2).join(', ')})`).join(' and ');
    return { problems: [{ row: 1, message: `got the columns ${got}, expected also ${wanted}` }] };
  }
  const problems: RosterProblem[] = [];
  const students: Student[] = [];
  const seen = new Map<string, number>();
  for (const [index, cells] of body.entries()) {
    const row = index + 2;
    const cell = (name: Column): string => (cells[column(name)] ?? '').normalize('NFC').trim();
    if (cells.every((one) => one.trim() === '')) continue;
    const student = { id: cell('id'), name: cell('name'), email: cell('email'), group: cell('group') };
    const key = student.id.toLowerCase();
    const first = seen.get(key);
    if (!PERSON_ID.pattern.test(student.id))
      problems.push({ row, message: `id: got ${show(student.id)}, ${PERSON_ID.expectation}` });
    else if (first !== undefined)
      problems.push({ row, message: `id: got ${show(student.id)}, which row ${first} has already` });
    if (student.name === '') problems.push({ row, message: 'name: got nothing, expected a name' });
    if (student.email !== '' && !/^[^\s@]+@[^\s@]+$/.test(student.email))
      problems.push({ row, message: `email: got ${show(student.email)}, expected an address such as li@example.edu` });
    seen.set(key, first ?? row);
    students.push(student);
  }
  if (students.length === 0) problems.push({ row: 1, message: 'got no students, expected a row for each' });
  if (students.length > MAX_STUDENTS)
    problems.push({
      row: MAX_STUDENTS + 2,
      message: `got ${students.length} students, expected ${MAX_STUDENTS} at most`,
    });
  return problems.length > 0 ? { problems } : { students };
}
