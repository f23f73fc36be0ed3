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

export const junit: Reporter = ({ lab, instance, checks }, { language }) => {
  const count = (passed: boolean | null): number => checks.filter((verdict) => verdict.passed === passed).length;
  const total = checks.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const cases = checks.flatMap((verdict) => [
    `    <testcase classname="${escapeXml(lab)}" name="${escapeXml(`${verdict.id}: ${verdict.title[language]}`)}" time="${seconds(verdict.durationMs)}">`,
    ...outcome(verdict, language),
    '    </testcase>',
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="${escapeXml(instance)}" tests="${checks.length}" failures="${count(false)}" skipped="${count(null)}" errors="0" time="${seconds(total)}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
};
