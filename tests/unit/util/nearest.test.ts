import { expect } from 'chai';
import { expectedOneOf, nearest, show } from '../../../src/util/nearest.ts';

const KNOWN = ['lvs01', 'web01', 'web02', 'gateway', 'lan'];

describe('nearest', () => {
  const cases = [
    { description: 'a letter too few', word: 'lvs1', expected: 'lvs01' },
    { description: 'a letter too many', word: 'gatteway', expected: 'gateway' },
    { description: 'a wrong letter', word: 'getaway', expected: 'gateway' },
    { description: 'two letters swapped', word: 'lna', expected: 'lan' },
    { description: 'another case', word: 'LVS01', expected: undefined },
    { description: 'the first of two that are as near', word: 'web03', expected: 'web01' },
    { description: 'nothing for another word', word: 'client', expected: undefined },
    { description: 'nothing for a single letter', word: 'l', expected: undefined },
    { description: 'nothing for no word', word: '', expected: undefined },
    { description: 'nothing for a very long word', word: 'gateway'.repeat(100_000), expected: undefined },
  ];
  for (const { description, word, expected } of cases) {
    it(`finds ${description}`, () => expect(nearest(word, KNOWN)).to.equal(expected));
  }
});

describe('expectedOneOf', () => {
  const cases = [
    { got: 'lna', known: ['lan', 'wan'], expected: 'expected one of lan, wan; did you mean lan?' },
    { got: 'dmz', known: ['lan', 'wan'], expected: 'expected one of lan, wan' },
    { got: 5, known: ['lan'], expected: 'expected one of lan' },
    { got: 'lan', known: [], expected: 'but there is none to choose from' },
  ];
  for (const { got, known, expected } of cases) {
    it(`says "${expected}"`, () => expect(expectedOneOf(known, got)).to.equal(expected));
  }
});

describe('show', () => {
  const cases: [unknown, string][] = [
    ['a "b"\n', String.raw`"a \"b\"\n"`],
    ['a'.repeat(61), `"${'a'.repeat(60)}…"`],
    [5, '5'],
    [true, 'true'],
    [null, 'nothing'],
    [[], 'an empty list'],
    [[1], 'a list'],
    [{ a: 1 }, 'a map'],
  ];
  for (const [value, expected] of cases) {
    it(`writes ${expected.slice(0, 20)}`, () => expect(show(value)).to.equal(expected));
  }
});
