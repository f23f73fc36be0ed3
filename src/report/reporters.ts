/** The formats in which a report can be printed. A new reporter is a file and a line here. */
import { LabError } from '../util/errors.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { pretty } from './pretty.ts';
import type { Reporter } from './reporter.ts';

const REPORTERS = { pretty, json, junit, html };
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
