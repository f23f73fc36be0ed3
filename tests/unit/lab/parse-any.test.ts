import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { parseLab } from '../../../src/lab/parse.ts';
import { PROBLEM_CODES, type Problem } from '../../../src/lab/problem.ts';

const EXP1 = readFileSync(new URL('../../../labs/exp1/lab.yaml', import.meta.url), 'utf8');

/** What people type by mistake, and what means something to YAML or to us. */
const PIECES = [
  '\t',
  '\n',
  '  ',
  '- ',
  ': ',
  '#',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  '*a',
  '&a ',
  '*quiet-arp',
  '<<: *route-hint',
  '${',
  '${vip}',
  '${x}',
  '|',
  '>',
  '!x ',
  '---\n',
  '%YAML 1.1\n',
  '__proto__: 1',
  'constructor',
  '0',
  '-1',
  '1e999',
  'null',
  '~',
  '\r',
  '\0',
  '\u2028',
  '\ufeff',
  '\ud800',
  '😀',
  '实',
];

interface Edit {
  at: number;
  length: number;
  piece: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(EXP1.length),
  length: fc.oneof(fc.constant(0), fc.nat(12), fc.nat(400)),
  piece: fc.oneof(fc.constantFrom('', ...PIECES), fc.string({ maxLength: 8, unit: 'binary' })),
});

const mutate = (source: string, edits: Edit[]): string =>
  edits.reduce((text, { at, length, piece }) => text.slice(0, at) + piece + text.slice(at + length), source);

const moveLine = (source: string, from: number, to: number): string => {
  const lines = source.split('\n');
  const [line = ''] = lines.splice(from % lines.length, 1);
  lines.splice(to % lines.length, 0, line);
  return lines.join('\n');
};

function expectInside({ line, column, code, message, path }: Problem, source: string): void {
  const lines = source.split('\n');
  expect(line).to.be.within(1, lines.length);
  expect(column).to.be.within(1, (lines[line - 1] ?? '').length + 1);
  expect(PROBLEM_CODES).to.include(code);
  expect(message).to.not.match(/\p{Cc}/u);
  expect(path === '' || message.startsWith(`${path}: `)).to.equal(true);
}

function expectSound(source: string): void {
  const parsed = parseLab('exp1', source);
  if ('lab' in parsed) {
    expect(parsed).to.not.have.property('problems');
    return;
  }
  expect(parsed.problems).to.not.have.lengthOf(0);
  for (const problem of parsed.problems) expectInside(problem, source);
  const places = parsed.problems.map(({ line, column }) => `${line}:${column}`);
  expect(new Set(places).size).to.equal(places.length);
}

/** Fewer cases on a slow machine, rather than none. */
const WITHIN = { interruptAfterTimeLimit: 40_000, markInterruptAsFailure: false };

describe('parseLab of any text', function anyText() {
  this.timeout(120_000);

  it('gives a lab, or problems that stand in the file, for experiment 1 with a few edits', () => {
    const edits = fc.array(edit, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(edits, (made) => expectSound(mutate(EXP1, made))),
      { numRuns: 700, ...WITHIN },
    );
  });

  it('gives a lab, or problems that stand in the file, for experiment 1 with a line moved', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), (from, to) => expectSound(moveLine(EXP1, from, to))),
      { numRuns: 300, ...WITHIN },
    );
  });

  it('gives a lab, or problems that stand in the file, for no lab at all', () => {
    const text = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 5 })), { maxLength: 40 });
    fc.assert(
      fc.property(text, (pieces) => expectSound(pieces.join(''))),
      { numRuns: 1000, ...WITHIN },
    );
  });
});
