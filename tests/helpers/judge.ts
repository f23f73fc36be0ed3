/** One check, judged from what was seen. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { z } from 'zod';
import type { Finding } from '../../src/checks/kind.ts';
import { kindOf } from '../../src/checks/kinds.ts';
import { checkSchema, type Check } from '../../src/lab/checks/kinds.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { parseLab } from '../../src/lab/parse.ts';
import type { Snapshot } from '../../src/probes/snapshot.ts';
import { exp2, solved } from './snapshot.ts';

function labOf(id: string): Lab {
  const parsed = parseLab(id, readFileSync(new URL(`../../labs/${id}/lab.yaml`, import.meta.url), 'utf8'));
  if ('lab' in parsed) return parsed.lab;
  throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
}

export const LAB = labOf('exp1');
const EXP2 = labOf('exp2');

type Without<T, Key extends string> = T extends unknown ? Omit<T, Key> : never;

/** A check as a lab file has it, without what does not matter to its judge. */
export type WrittenCheck<Kind extends Check['kind'] = Check['kind']> = Without<
  Extract<z.input<typeof checkSchema>, { kind: Kind }>,
  'id' | 'title'
>;

export const checkOf = (written: WrittenCheck): Check =>
  checkSchema.parse({ id: 'it', title: { zh: '它', en: 'it' }, ...written });

/** @param seen the solved experiment 1 when no snapshot is given */
export function judged(written: WrittenCheck, seen: { snapshot?: Snapshot; observed?: unknown } = {}): Finding {
  const check = checkOf(written);
  return kindOf(check).judge(check, { lab: LAB, snapshot: seen.snapshot ?? solved(), observed: seen.observed });
}

export function expectPass(finding: Finding, evidence: string[]): void {
  expect(finding).to.deep.equal({ passed: true, evidence });
}

/** The same of experiment 2. */
export function judgedExp2(written: WrittenCheck, seen: { snapshot?: Snapshot; observed?: unknown } = {}): Finding {
  const check = checkOf(written);
  return kindOf(check).judge(check, { lab: EXP2, snapshot: seen.snapshot ?? exp2(), observed: seen.observed });
}

const HAN = /\p{Script=Han}/u;

/** The reason is there in both languages, and the Chinese one names what the English one names. */
export function expectFail(finding: Finding, reason: string, evidence: string[]): void {
  if (finding.passed) expect.fail(`passed, expected "${reason}"`);
  expect(finding.reason.en).to.equal(reason);
  expect(finding.reason.en).to.not.match(HAN);
  expect(finding.reason.zh).to.match(HAN);
  for (const name of reason.match(/\d+(?:\.\d+){3}(?:\/\d+|:\d+)?/g) ?? []) expect(finding.reason.zh).to.contain(name);
  expect(finding.evidence).to.deep.equal(evidence);
}
