/** JUnit XML, as the test pages of GitHub and GitLab read it: one suite a lab, one case a check. */
import type { Cause } from '../cause/cause.ts';
import type { Verdict } from '../checks/verdict.ts';
import { causeLines } from './cause-lines.ts';
import type { RenderOptions, Reporter } from './reporter.ts';
import { escapeXml } from './xml.ts';

/** The end of an element whose start tag is open: empty, or with lines in it. */
const body = (name: string, lines: string[]): string =>
  lines.length === 0 ? '/>' : `>${lines.map(escapeXml).join('\n')}</${name}>`;

function outcome(
  { passed, reason, hint, evidence }: Verdict,
  cause: Cause | undefined,
  options: RenderOptions,
): string[] {
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

export const junit: Reporter = ({ lab, instance, checks, cause }, options) => {
  const { language } = options;
  const count = (passed: boolean | null): number => checks.filter((verdict) => verdict.passed === passed).length;
  const total = checks.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const cases = checks.flatMap((verdict) => [
    `    <testcase classname="${escapeXml(lab)}" name="${escapeXml(`${verdict.id}: ${verdict.title[language]}`)}" time="${seconds(verdict.durationMs)}">`,
    ...outcome(verdict, cause?.check === verdict.id ? cause : undefined, options),
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
