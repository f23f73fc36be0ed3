/** The good lab that tests change: tests/fixtures/labs-valid/basic.yaml. */
import { readFileSync } from 'node:fs';
import type { Lab } from '../../../src/lab/lab.ts';
import { parseLab } from '../../../src/lab/parse.ts';
import type { Problem } from '../../../src/lab/problem.ts';

export const BASIC = readFileSync(new URL('../../fixtures/labs-valid/basic.yaml', import.meta.url), 'utf8');

/** @throws Error when the lab file has problems, or `before` does not stand in it */
export function basicLab(before = '', after = ''): Lab {
  const parsed = parseLab('basic', basicWith(before, after));
  if ('lab' in parsed) return parsed.lab;
  throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
}

/** basic.yaml with a piece of its text replaced. */
export function basicWith(before: string, after: string): string {
  if (!BASIC.includes(before)) throw new Error(`basic.yaml has no ${before}`);
  return BASIC.replace(before, () => after);
}

export function problemsOf(source: string): Problem[] {
  const parsed = parseLab('basic', source);
  return 'problems' in parsed ? parsed.problems : [];
}
