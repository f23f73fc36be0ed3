/** JUnit XML, which GitHub and GitLab display as test results: one suite per instance, one case per check. */
import type { Cause } from '../diagnosis/cause.ts';
import type { Verdict } from '../checks/verdict.ts';
import { causeLines } from './cause-lines.ts';
import type { RenderOptions, Reporter } from './reporter.ts';
import { escapeXml } from '../util/xml.ts';

export interface Suite {
  lab: string;
  /** Name of the suite. */
  name: string;
  checks: Verdict[];
  cause?: Cause | null;
  /** Why some or all checks could not be judged; reported as an additional case. */
  trouble?: { code: string; text: string };
}

export type JunitOptions = Pick<RenderOptions, 'language' | 'hints'>;

/** Closes an element whose start tag is still open, with or without lines inside. */
const body = (name: string, lines: string[]): string =>
  lines.length === 0 ? '/>' : `>${lines.map(escapeXml).join('\n')}</${name}>`;

function outcome({ passed, reason, hint, evidence }: Verdict, cause: Cause | null, options: JunitOptions): string[] {
  const { language } = options;
  const why = escapeXml(reason?.[language] ?? '');
  if (passed) return [];
  const found = cause ? causeLines(cause, options) : [];
  if (passed === null) return [`      <skipped message="${why}"${body('skipped', found)}`];
  const shownHint = options.hints > 0 ? (hint?.[language] ?? '') : '';
  const details = [...found, shownHint, ...evidence].filter((line) => line !== '').map(escapeXml);
  return [`      <failure message="${why}">${details.join('\n')}</failure>`];
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

function troubled({ lab, trouble }: Suite): string[] {
  if (!trouble) return [];
  return [
    `    <testcase classname="${escapeXml(lab)}" name="${escapeXml(trouble.code)}" time="0.000">`,
    `      <error message="${escapeXml(trouble.text)}"/>`,
    '    </testcase>',
  ];
}

function suiteLines(suite: Suite, options: JunitOptions): string[] {
  const { lab, name, checks, cause, trouble } = suite;
  const { language } = options;
  const errors = trouble ? 1 : 0;
  const count = (passed: boolean | null): number => checks.filter((verdict) => verdict.passed === passed).length;
  const total = checks.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const cases = checks.flatMap((verdict) => [
    `    <testcase classname="${escapeXml(lab)}" name="${escapeXml(`${verdict.id}: ${verdict.title[language]}`)}" time="${seconds(verdict.durationMs)}">`,
    ...outcome(verdict, cause?.check === verdict.id ? cause : null, options),
    '    </testcase>',
  ]);
  return [
    `  <testsuite name="${escapeXml(name)}" tests="${checks.length + errors}" failures="${count(false)}" skipped="${count(null)}" errors="${errors}" time="${seconds(total)}">`,
    ...cases,
    ...troubled(suite),
    '  </testsuite>',
  ];
}

export const junitOf = (suites: Suite[], options: JunitOptions): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    ...suites.flatMap((suite) => suiteLines(suite, options)),
    '</testsuites>',
  ].join('\n');

export const junit: Reporter = ({ lab, instance, checks, cause }, options) =>
  junitOf([{ lab, name: instance, checks, cause }], options);
