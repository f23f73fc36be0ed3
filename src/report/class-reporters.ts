/** The formats in which a graded class can be printed. */
import { classCsv, classJson, classJunit } from './class-formats.ts';
import { classHtml } from './class-html.ts';
import { classTable } from './class-table.ts';

export const CLASS_REPORTERS = {
  table: classTable,
  json: classJson,
  csv: classCsv,
  junit: classJunit,
  html: classHtml,
};

export type ClassReporterName = keyof typeof CLASS_REPORTERS;
