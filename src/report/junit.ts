/** JUnit XML, as the test pages of GitHub and GitLab read it: one suite a lab, one case a check. */
import type { Verdict } from '../checks/verdict.ts';
import type { Language } from '../lab/primitives.ts';
import type { Reporter } from './reporter.ts';
import { escapeXml } from './xml.ts';

function outcome({ passed, reason, hint, evidence }: Verdict, language: Language): string[] {
  const why = escapeXml(reason?.[language] ?? '');
  if (passed === null) return [`      <skipped message="${why}"/>`];
  if (passed) return [];
  const details = [hint?.[language] ?? '', ...evidence].filter((line) => line !== '').map(escapeXml);
  return [`      <failure message="${why}">${details.join('\n')}</failure>`];
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

export interface Suite {
  lab: string;
  /** Name of the suite. */
  name: string;
  checks: Verdict[];
  /** Why nothing, or not all, could be judged: a case of its own. */
  trouble?: { code: string; text: string };
}

function troubled({ lab, trouble }: Suite): string[] {
  if (!trouble) return [];
  return [
    `    <testcase classname="${escapeXml(lab)}" name="${escapeXml(trouble.code)}" time="0.000">`,
    `      <error message="${escapeXml(trouble.text)}"/>`,
    '    </testcase>',
  ];
}

function suiteLines(suite: Suite, language: Language): string[] {
  const { lab, name, checks, trouble } = suite;
  const errors = trouble ? 1 : 0;
  const count = (passed: boolean | null): number => checks.filter((verdict) => verdict.passed === passed).length;
  const total = checks.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const cases = checks.flatMap((verdict) => [
    `    <testcase classname="${escapeXml(lab)}" name="${escapeXml(`${verdict.id}: ${verdict.title[language]}`)}" time="${seconds(verdict.durationMs)}">`,
    ...outcome(verdict, language),
    '    </testcase>',
  ]);
  return [
    `  <testsuite name="${escapeXml(name)}" tests="${checks.length + errors}" failures="${count(false)}" skipped="${count(null)}" errors="${errors}" time="${seconds(total)}">`,
    ...cases,
    ...troubled(suite),
    '  </testsuite>',
  ];
}

export const junitOf = (suites: Suite[], language: Language): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    ...suites.flatMap((suite) => suiteLines(suite, language)),
    '</testsuites>',
  ].join('\n');

export const junit: Reporter = ({ lab, instance, checks }, { language }) =>
  junitOf([{ lab, name: instance, checks }], language);
