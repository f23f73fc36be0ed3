/** JUnit XML, as the test pages of GitHub and GitLab read it: one suite a lab, one case a check. */
import type { Verdict } from '../checks/verdict.ts';
import type { Language } from '../lab/primitives.ts';
import type { Reporter } from './reporters.ts';

// XML 1.0 has no way to write these characters at all.
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Surrogate}]/gu;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

const escape = (text: string): string =>
  text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);

function outcome({ passed, reason, hint, evidence }: Verdict, language: Language): string[] {
  const why = escape(reason?.[language] ?? '');
  if (passed === null) return [`      <skipped message="${why}"/>`];
  if (passed) return [];
  const details = [hint?.[language] ?? '', ...evidence].filter((line) => line !== '').map(escape);
  return [`      <failure message="${why}">${details.join('\n')}</failure>`];
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

export const junit: Reporter = ({ lab, instance, checks }, { language }) => {
  const count = (passed: boolean | null): number => checks.filter((verdict) => verdict.passed === passed).length;
  const total = checks.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const cases = checks.flatMap((verdict) => [
    `    <testcase classname="${escape(lab)}" name="${escape(`${verdict.id}: ${verdict.title[language]}`)}" time="${seconds(verdict.durationMs)}">`,
    ...outcome(verdict, language),
    '    </testcase>',
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="${escape(instance)}" tests="${checks.length}" failures="${count(false)}" skipped="${count(null)}" errors="0" time="${seconds(total)}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
};
