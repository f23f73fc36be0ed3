/** The self-test as a picture: a row a check, a column a trial. Pure. */
import type { Lab } from '../lab/lab.ts';
import { cameTo, isRight, whyFailed, type Outcome, type SelftestReport, type Trial } from '../actions/selftest/expect.ts';
import { escapeXml } from './xml.ts';

const MARKS = new Map<Outcome | undefined, string>([
  [true, '.'],
  [false, 'x'],
  [null, '-'],
  [undefined, ' '],
]);

/** Under the checks; no id of a check has brackets. */
const HOP_ROW = '(hop)';

/** Names stand upright, a letter a line, so that twenty columns fit in eighty. */
function heading(trials: Trial[], indent: number): string[] {
  const height = Math.max(...trials.map(({ id }) => id.length));
  return Array.from(
    { length: height },
    (_, line) => ' '.repeat(indent) + trials.map(({ id }) => ` ${id.padStart(height)[line]}`).join(''),
  );
}

const unsteady = (atFirst: string): string => `right at the second look only; at the first: ${atFirst}`;

/** What is wrong with a trial, on one line; undefined when nothing is. */
export function complaintOf({ wrong, wrongCause, atFirst, error }: Trial): string | undefined {
  if (error !== undefined) return error;
  const said = [
    wrong.length > 0 ? `not as they must be: ${wrong.join(', ')}` : [],
    wrongCause ?? [],
    atFirst === undefined ? [] : unsteady(atFirst),
  ].flat();
  return said.length === 0 ? undefined : said.join('; ');
}

/** The last row: whether the report names a hop, and the one that it must. */
const hopCell = ({ cause, wrongCause, error }: Trial): string => {
  if (error !== undefined) return ' E';
  return `${wrongCause === undefined ? ' ' : '!'}${cause ? 'x' : '.'}`;
};

/** A check that disrupts is asked with the faults that name it; elsewhere its place is empty. */
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
        return `${trial.id}: ${check} ${cameTo(check, trial)}, which it must not${why && `: ${why}`}`;
      }),
    ),
    ...trials.flatMap(({ id, atFirst }) => (atFirst === undefined ? [] : [`${id}: ${unsteady(atFirst)}`])),
    ...trials.flatMap(({ id, wrongCause }) => (wrongCause === undefined ? [] : [`${id}: ${wrongCause}`])),
    ...unproven.map((check) => `${check}: no fault makes it fail, so nobody knows whether it can`),
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
    '. passed   x failed   - not judged   ! not what it must be   E could not be tried',
    `${HOP_ROW}: x the report names the hop where requests end   . it names none`,
    ...complaints(report),
    `${report.lab}: ${report.trials.length} trials, ${report.passed ? 'all as they must be' : 'NOT as they must be'} (${(report.durationMs / 1000).toFixed(0)} s)`,
  ].join('\n');
}

/** One picture a lab. After many, what is wrong stands once more at the end, where a reader looks first. */
export function renderMatrices(results: { lab: Lab; report: SelftestReport }[]): string {
  const pictures = results.map(({ lab, report }) => renderMatrix(lab, report));
  if (results.length === 1) return pictures.join();
  const wrong = results.filter(({ report }) => !report.passed);
  const summary = [
    `${results.length} labs, ${wrong.length === 0 ? 'all as they must be' : `${wrong.length} NOT as they must be:`}`,
    ...wrong.flatMap(({ report }) => complaints(report).map((complaint) => `${report.lab}: ${complaint}`)),
  ];
  return [...pictures, summary.join('\n')].join('\n\n');
}

/** JUnit XML: one suite a lab, one case a trial. */
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
