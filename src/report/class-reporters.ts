/** The formats in which a graded class can be printed. */
import { classCsv } from './class-csv.ts';
import { classHtml } from './class-html.ts';
import { classJson } from './class-json.ts';
import { classJunit } from './class-junit.ts';
import { classTable } from './class-table.ts';

export const CLASS_REPORTERS = {
  table: classTable,
  json: classJson,
  csv: classCsv,
  junit: classJunit,
  html: classHtml,
};

export type ClassReporterName = keyof typeof CLASS_REPORTERS;
