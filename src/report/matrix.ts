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
import { sayUnproven } from '../actions/selftest/first-wrong.ts';
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

/** Said once, behind all checks that no fault makes fail. */
const WRITE_A_FAULT =
  'A fault that makes a check fail is an entry under `faults` in lab.yaml: `inject` breaks in a solved lab what the check judges, `repair` mends it, and `fails` names the check. See "Faults" in docs/reference/lab-file.md.';

/** Errors of a strict self-test, or else warnings. */
const unprovenLines = ({ unproven, strict }: SelftestReport): string[] =>
  unproven.map((check) => `${strict ? '' : 'warning: '}${sayUnproven(check)}`);

const howToProve = (reports: SelftestReport[]): string[] =>
  reports.some(({ unproven }) => unproven.length > 0) ? [WRITE_A_FAULT] : [];

const firstWrongLine = ({ firstWrong }: SelftestReport): string[] =>
  firstWrong === undefined ? [] : [`wrong first: ${firstWrong}`];

/** Every wrong result on a line. */
function complaints({ trials }: SelftestReport): string[] {
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
  ];
}

/** The last line of a lab's table, and below it what was wrong first. */
function conclusion(report: SelftestReport): string[] {
  const { lab, trials, passed, unproven, strict, durationMs } = report;
  const warnings = strict || unproven.length === 0 ? '' : `, warnings: ${unproven.length}`;
  const result = `${passed ? 'all as expected' : 'NOT as expected'}${warnings}`;
  return [
    `${lab}: ${trials.length} trials, ${result} (${(durationMs / 1000).toFixed(0)} s)`,
    ...firstWrongLine(report),
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
    ...unprovenLines(report),
    ...howToProve([report]),
    ...conclusion(report),
  ].join('\n');
}

/** One table per lab. With several labs, everything unexpected, and every warning, is repeated at the end, where a reader looks first. */
export function renderMatrices(results: { lab: Lab; report: SelftestReport }[]): string {
  const pictures = results.map(({ lab, report }) => renderMatrix(lab, report));
  if (results.length === 1) return pictures.join();
  const wrong = results.filter(({ report }) => !report.passed);
  const summary = [
    `${results.length} labs, ${wrong.length === 0 ? 'all as expected' : `${wrong.length} NOT as expected:`}`,
    ...results.flatMap(({ report }) =>
      [...firstWrongLine(report), ...complaints(report), ...unprovenLines(report)].map(
        (line) => `${report.lab}: ${line}`,
      ),
    ),
    ...howToProve(results.map(({ report }) => report)),
  ];
  return [...pictures, summary.join('\n')].join('\n\n');
}

/** JUnit XML: one suite per lab, one case per trial. */
export function renderMatrixJunit(reports: SelftestReport[]): string {
  const suites = reports.flatMap(({ lab, trials, unproven, strict }) => {
    const bad = trials.filter((trial) => !isRight(trial)).length + (strict ? unproven.length : 0);
    const gap = strict ? 'failure' : 'skipped';
    const cases = trials.map((trial) => {
      const { id, durationMs } = trial;
      const why = complaintOf(trial) ?? '';
      const body = why === '' ? '/>' : `><failure message="${escapeXml(why)}"/></testcase>`;
      return `    <testcase classname="${escapeXml(lab)}" name="${escapeXml(id)}" time="${(durationMs / 1000).toFixed(3)}"${body}`;
    });
    const gaps = unproven.map(
      (id) =>
        `    <testcase classname="${escapeXml(lab)}" name="${escapeXml(id)} can fail"><${gap} message="no fault makes it fail"/></testcase>`,
    );
    return [
      `  <testsuite name="${escapeXml(lab)}" tests="${trials.length + unproven.length}" failures="${bad}" errors="0" skipped="${strict ? 0 : unproven.length}">`,
      ...cases,
      ...gaps,
      '  </testsuite>',
    ];
  });
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...suites, '</testsuites>'].join('\n');
}
