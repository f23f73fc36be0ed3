/** Pages that come only while the lab is looked at. Pure. */
import type { Lab } from '../lab/lab.ts';
import { notJudged } from './run.ts';
import type { Verdict } from './verdict.ts';

/** Passed, and not what was seen before anybody looked: they are asked for again. */
export const doubtfulPages = (verdicts: Verdict[], missing: Set<string>): string[] =>
  verdicts.filter(({ id, passed }) => passed === true && missing.has(id)).map(({ id }) => id);

const mended = (verdict: Verdict): Verdict => ({
  ...verdict,
  passed: false,
  points: 0,
  reason: {
    en: 'pages came while the nodes were looked at, and neither before nor after that',
    zh: '只有在查看节点期间才能打开网页，查看之前和之后都不能',
  },
});

/** The verdicts, of which those do not pass whose page came at neither time; what needs them is not judged. */
export function withoutMended({ checks }: Lab, verdicts: Verdict[], missing: string[]): Verdict[] {
  const changed = new Map<string, Verdict>();
  const verdictFor = (verdict: Verdict): Verdict => {
    const known = changed.get(verdict.id);
    if (known) return known;
    const check = checks.find(({ id }) => id === verdict.id);
    const needed = verdicts.filter(({ id }) => check?.needs.includes(id)).map(verdictFor);
    const broken = needed.find(({ id, passed }) => passed !== true && wasTrue(verdicts, id));
    const now = missing.includes(verdict.id) ? mended(verdict) : check && broken ? notJudged(check, broken) : verdict;
    changed.set(verdict.id, now);
    return now;
  };
  return verdicts.map(verdictFor);
}

const wasTrue = (verdicts: Verdict[], wanted: string): boolean =>
  verdicts.some(({ id, passed }) => id === wanted && passed === true);
