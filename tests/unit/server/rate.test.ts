import { expect } from 'chai';
import { Rate } from '../../../src/server/rate.ts';

describe('a rate', () => {
  it('lets so many through at once, and then so many a second', () => {
    const rate = new Rate(10, 3, 0);
    expect([0, 0, 0, 0].map((at) => rate.take(at))).to.deep.equal([true, true, true, false]);
    expect(rate.take(100)).to.equal(true);
    expect(rate.take(100)).to.equal(false);
    expect([5000, 5000, 5000, 5000].map((at) => rate.take(at))).to.deep.equal([true, true, true, false]);
  });
});
