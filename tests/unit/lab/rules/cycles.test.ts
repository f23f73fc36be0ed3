import { expect } from 'chai';
import { findCycles } from '../../../../src/lab/rules/cycles.ts';

describe('findCycles', () => {
  const cases = [
    { description: 'none in nothing', needs: {}, expected: [] },
    { description: 'none in a chain', needs: { a: ['b'], b: ['c'], c: [] }, expected: [] },
    {
      description: 'none where two ways lead to one check',
      needs: { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] },
      expected: [],
    },
    { description: 'none through a check that is unknown', needs: { a: ['x'] }, expected: [] },
    { description: 'a check that needs itself', needs: { a: ['a'] }, expected: [['a']] },
    {
      description: 'a circle of three from its first',
      needs: { a: ['b'], b: ['c'], c: ['a'] },
      expected: [['a', 'b', 'c']],
    },
    {
      description: 'a circle without what leads to it',
      needs: { a: ['b'], b: ['c'], c: ['b'] },
      expected: [['b', 'c']],
    },
    {
      description: 'a circle without what it leads to',
      needs: { a: ['d', 'b'], b: ['a'], d: [] },
      expected: [['a', 'b']],
    },
    { description: 'two circles apart', needs: { a: ['b'], b: ['a'], c: ['c'] }, expected: [['a', 'b'], ['c']] },
  ];
  for (const { description, needs, expected } of cases) {
    it(`finds ${description}`, () => expect(findCycles(new Map(Object.entries(needs)))).to.deep.equal(expected));
  }

  it('takes a chain that is longer than the stack is deep', () => {
    const chain = Array.from({ length: 20_000 }, (_, index): [string, string[]] => [`c${index}`, [`c${index - 1}`]]);
    expect(findCycles(new Map(chain))).to.deep.equal([]);
  });
});
