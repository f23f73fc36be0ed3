import { expect } from 'chai';
import * as fc from 'fast-check';
import { ParseError } from '../../../src/parsers/parse-error.ts';
import { cases, expectSoon, TEST_MS } from '../../helpers/fuzz.ts';
import { recorded, type Recording, RECORDINGS } from './recordings.ts';

type Mutation = (text: string) => string;

/** Long enough that a parser that takes quadratic time runs into mocha's timeout. */
const LONG = 200_000;

const editLines =
  (at: number, edit: (line: string) => string[]): Mutation =>
  (text) => {
    const lines = text.split('\n');
    const index = at % lines.length;
    return lines.flatMap((line, number) => (number === index ? edit(line) : [line])).join('\n');
  };

/** Replaces the character at `at` (modulo the length) by `by`. */
const replaceAt =
  (at: number, by: string): Mutation =>
  (text) => {
    const index = at % Math.max(text.length, 1);
    return text.slice(0, index) + by + text.slice(index + 1);
  };

const position = fc.nat(100_000);
const MARKS = ' \t\r\n:;.,[](){}<>"\'\\-!*#/=>0129KMafxZ'.split('');
const STRINGS = ['', '\0', '�', '😀', ' -> ', '__proto__', '::', '\n\n'];
const character = fc.oneof(fc.constantFrom(...MARKS, ...STRINGS), fc.string({ unit: 'binary', maxLength: 3 }));

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  position.map((at) => editLines(at, () => [])),
  position.map((at) => editLines(at, (line) => [line, line])),
  fc.tuple(position, fc.nat(200)).map(([at, length]) => editLines(at, (line) => [line.slice(0, length)])),
  fc.tuple(position, fc.nat(200)).map(([at, length]) => editLines(at, (line) => [line.slice(length)])),
  fc.tuple(position, position).map(
    ([at, length]): Mutation =>
      (text) =>
        text.slice(at % 500, -(length % text.length)),
  ),
  fc.tuple(position, character).map(([at, by]) => replaceAt(at, by)),
  fc
    .tuple(position, fc.integer({ min: 2, max: 500 }))
    .map(([at, times]) => editLines(at, (line) => [line.slice(0, 40).repeat(times)])),
);

/** undefined when the parser kept its word; otherwise what it did instead. */
function misbehaviour({ parse }: Recording, text: string): string | undefined {
  try {
    expectSoon(() => parse(text));
  } catch (error) {
    if (!(error instanceof ParseError)) return `threw ${String(error)}`;
    const lines = text.split('\n').length;
    if (error.line < 1 || error.line > lines || error.what === '') return `threw without place: ${error.message}`;
  }
  return undefined;
}

const repeatToLength = (text: string, length: number): string =>
  text.repeat(Math.ceil(length / Math.max(text.length, 1)));

describe('every parser', () => {
  it('returns or throws a ParseError whatever happened to the output', function () {
    this.timeout(TEST_MS);
    const changed = fc.tuple(fc.constantFrom(...RECORDINGS), fc.array(mutation, { minLength: 1, maxLength: 8 }));
    fc.assert(
      fc.property(changed, ([recording, mutations]) => {
        const text = mutations.reduce((mutated, mutate) => mutate(mutated), recorded(recording.name));
        expect(misbehaviour(recording, text), recording.name).to.equal(undefined);
      }),
      cases(1500),
    );
  });

  it('returns or throws a ParseError for any text', function () {
    this.timeout(TEST_MS);
    fc.assert(
      fc.property(fc.constantFrom(...RECORDINGS), fc.string({ unit: 'binary' }), (recording, text) => {
        expect(misbehaviour(recording, text), recording.name).to.equal(undefined);
      }),
      cases(500),
    );
  });

  for (const recording of RECORDINGS) {
    it(`is soon done with much that looks like ${recording.name}`, () => {
      const text = recorded(recording.name);
      const lines = text.split('\n').filter((line, index) => index < 8 && line !== '');
      const long = lines.map((line) => text.replace(line, repeatToLength(`${line} `, LONG)));
      for (const much of [repeatToLength(text, LONG), ...long]) {
        expect(misbehaviour(recording, much)).to.equal(undefined);
      }
    });
  }
});
