/** A report as text. A new reporter is one file and one line here. */
import { LabError } from '../errors.ts';
import type { Language } from '../lab/primitives.ts';
import type { Report } from '../checks/verdict.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { pretty } from './pretty.ts';

export interface RenderOptions {
  language: Language;
  colour: boolean;
  columns: number;
}

export type Reporter = (report: Report, options: RenderOptions) => string;

const REPORTERS = { pretty, json, junit };
export type ReporterName = keyof typeof REPORTERS;

/** @throws LabError ARGUMENT_INVALID */
export function findReporter(name: ReporterName): Reporter {
  const reporter = Object.hasOwn(REPORTERS, name) ? REPORTERS[name] : undefined;
  if (!reporter) {
    throw new LabError(
      'ARGUMENT_INVALID',
      `--reporter is "${name}", expected one of: ${Object.keys(REPORTERS).join(', ')}`,
    );
  }
  return reporter;
}
