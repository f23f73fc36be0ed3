/** The self-test as a table of text: one row per check, one column per trial. Pure. */
import type { Lab } from '../lab/lab.ts';
import {
  cameTo,
  isRight,
  whyFailed,
  type Outcome,
  type SelftestReport,
  type Trial,
} from '../actions/selftest/expect.ts';
import { escapeXml } from '../util/xml.ts';

const MARKS = new Map<Outcome | undefined, string>([
  [true, '.'],
  [false, 'x'],
  [null, '-'],
  [undefined, ' '],
]);

/** The label of the last row. Ids of checks contain no brackets, so it cannot be confused with one. */
const HOP_ROW = '(hop)';

/** Column names are written vertically, one letter per line, so that twenty trials fit into eighty columns. */
function heading(trials: Trial[], indent: number): string[] {
  const height = Math.max(...trials.map(({ id }) => id.length));
  return Array.from(
    { length: height },
    (_, line) => ' '.repeat(indent) + trials.map(({ id }) => ` ${id.padStart(height)[line]}`).join(''),
  );
}

const unsteady = (atFirst: string): string => `as expected only at the second attempt; at the first: ${atFirst}`;

/** The unexpected results of a trial, on one line; undefined if there are none. */
export function complaintOf({ wrong, wrongCause, atFirst, error }: Trial): string | undefined {
  if (error !== undefined) return error;
  const said = [
    wrong.length > 0 ? `unexpected: ${wrong.join(', ')}` : [],
    wrongCause ?? [],
    atFirst === undefined ? [] : unsteady(atFirst),
  ].flat();
  return said.length === 0 ? undefined : said.join('; ');
}

/** A cell of the last row: whether the report names a hop, marked if it is not the expected one. */
const hopCell = ({ cause, wrongCause, error }: Trial): string => {
  if (error !== undefined) return ' E';
  return `${wrongCause === undefined ? ' ' : '!'}${cause ? 'x' : '.'}`;
};

/** A disruptive check runs only with the faults that name it; its other cells are empty. */
const cell = ({ seen, wrong, error }: Trial, check: string): string => {
  if (error !== undefined) return ' E';
  return `${wrong.includes(check) ? '!' : ' '}${MARKS.get(seen[check])}`;
};

function complaints({ trials, unproven }: SelftestReport): string[] {
  return [
    ...trials.flatMap(({ id, error }) => (error === undefined ? [] : [`${id}: ${error}`])),
    ...trials.flatMap((trial) =>
      trial.wrong.map((check) => {
        const why = whyFailed(check, trial);
        return `${trial.id}: ${check} ${cameTo(check, trial)}, which is unexpected${why && `: ${why}`}`;
      }),
    ),
    ...trials.flatMap(({ id, atFirst }) => (atFirst === undefined ? [] : [`${id}: ${unsteady(atFirst)}`])),
    ...trials.flatMap(({ id, wrongCause }) => (wrongCause === undefined ? [] : [`${id}: ${wrongCause}`])),
    ...unproven.map((check) => `${check}: no fault makes it fail, so it is not proven that it can`),
  ];
}

export function renderMatrix({ checks }: Lab, report: SelftestReport): string {
  const width = Math.max(HOP_ROW.length, ...checks.map(({ id }) => id.length));
  const rows = checks.map(({ id }) => id.padEnd(width) + report.trials.map((trial) => cell(trial, id)).join(''));
  return [
    ...heading(report.trials, width),
    ...rows,
    HOP_ROW.padEnd(width) + report.trials.map(hopCell).join(''),
    '',
    '. passed   x failed   - not judged   ! unexpected   E could not be tested',
    `${HOP_ROW}: x the report names the hop where requests fail   . it names none`,
    ...complaints(report),
    `${report.lab}: ${report.trials.length} trials, ${report.passed ? 'all as expected' : 'NOT as expected'} (${(report.durationMs / 1000).toFixed(0)} s)`,
  ].join('\n');
}

/** One table per lab. With several labs, everything unexpected is repeated at the end, where a reader looks first. */
export function renderMatrices(results: { lab: Lab; report: SelftestReport }[]): string {
  const pictures = results.map(({ lab, report }) => renderMatrix(lab, report));
  if (results.length === 1) return pictures.join();
  const wrong = results.filter(({ report }) => !report.passed);
  const summary = [
    `${results.length} labs, ${wrong.length === 0 ? 'all as expected' : `${wrong.length} NOT as expected:`}`,
    ...wrong.flatMap(({ report }) => complaints(report).map((complaint) => `${report.lab}: ${complaint}`)),
  ];
  return [...pictures, summary.join('\n')].join('\n\n');
}

/** JUnit XML: one suite per lab, one case per trial. */
export function renderMatrixJunit(reports: SelftestReport[]): string {
  const suites = reports.flatMap(({ lab, trials, unproven }) => {
    const bad = trials.filter((trial) => !isRight(trial)).length + unproven.length;
    const cases = trials.map((trial) => {
      const { id, durationMs } = trial;
      const why = complaintOf(trial) ?? '';
      const body = why === '' ? '/>' : `><failure message="${escapeXml(why)}"/></testcase>`;
      return `    <testcase classname="${escapeXml(lab)}" name="${escapeXml(id)}" time="${(durationMs / 1000).toFixed(3)}"${body}`;
    });
    const gaps = unproven.map(
      (id) =>
        `    <testcase classname="${escapeXml(lab)}" name="${escapeXml(id)} can fail"><failure message="no fault makes it fail"/></testcase>`,
    );
    return [
      `  <testsuite name="${escapeXml(lab)}" tests="${trials.length + unproven.length}" failures="${bad}" errors="0" skipped="0">`,
      ...cases,
      ...gaps,
      '  </testsuite>',
    ];
  });
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...suites, '</testsuites>'].join('\n');
}
