import { expect } from 'chai';
import * as fc from 'fast-check';
import { spreadOf } from '../../../src/models/spread.ts';

describe('spreadOf', () => {
  const rows = [
    { description: 'one number', numbers: [7], spread: { medianMs: 7, minMs: 7, maxMs: 7 } },
    {
      description: 'an odd number of them, in any order',
      numbers: [30, 2, 9],
      spread: { medianMs: 9, minMs: 2, maxMs: 30 },
    },
    {
      description: 'an even number of them: between the two in the middle',
      numbers: [40, 1, 3, 5],
      spread: { medianMs: 4, minMs: 1, maxMs: 40 },
    },
    {
      description: 'numbers and not their digits',
      numbers: [1000, 9, 80],
      spread: { medianMs: 80, minMs: 9, maxMs: 1000 },
    },
    { description: 'whole milliseconds', numbers: [0.4, 1.6], spread: { medianMs: 1, minMs: 0, maxMs: 2 } },
    {
      description: 'some without an end',
      numbers: [610, Infinity, 640],
      spread: { medianMs: 640, minMs: 610, maxMs: Infinity },
    },
    {
      description: 'all without an end',
      numbers: [Infinity, Infinity],
      spread: { medianMs: Infinity, minMs: Infinity, maxMs: Infinity },
    },
  ];
  for (const { description, numbers, spread } of rows) {
    it(`tells the middle and the ends of ${description}`, () => {
      expect(spreadOf(numbers)).to.deep.equal(spread);
    });
  }

  it('is undefined of nothing', () => {
    expect(spreadOf([])).to.equal(undefined);
  });

  it('leaves the numbers in their order, which does not matter', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), { minLength: 1 }), (numbers) => {
        const before = [...numbers];
        expect(spreadOf(numbers)).to.deep.equal(spreadOf(numbers.toReversed()));
        expect(numbers).to.deep.equal(before);
      }),
    );
  });
});
