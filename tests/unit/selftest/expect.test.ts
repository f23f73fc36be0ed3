import { expect } from 'chai';
import type { Check } from '../../../src/checks/kinds.ts';
import { expectedOutcomes, unprovenChecks, wrongOnBlank, wrongWith, type Trial } from '../../../src/selftest/expect.ts';

/** a ◀ b ◀ c, and d on its own. */
const CHECKS = [
  { id: 'a', needs: [], points: 10 },
  { id: 'b', needs: ['a'], points: 10 },
  { id: 'c', needs: ['b'], points: 10 },
  { id: 'd', needs: [], points: 0 },
] as unknown as Check[];

const trial = (id: string, seen: Trial['seen']): Trial => ({ id, seen, wrong: [], durationMs: 0 });

describe('what the self-test expects', () => {
  const table = [
    { description: 'without a fault everything passes', fails: [], outcomes: { a: true, b: true, c: true, d: true } },
    {
      description: 'what needs a failing check, directly or not, is not judged',
      fails: ['a'],
      outcomes: { a: false, b: null, c: null, d: true },
    },
    {
      description: 'what a failing check needs passes',
      fails: ['c'],
      outcomes: { a: true, b: true, c: false, d: true },
    },
    {
      description: 'not judged wins over failing',
      fails: ['a', 'c'],
      outcomes: { a: false, b: null, c: null, d: true },
    },
  ];
  for (const { description, fails, outcomes } of table) {
    it(description, () => expect(expectedOutcomes(CHECKS, fails)).to.deep.equal(outcomes));
  }

  it('names every check that came to something else: passed, failed, not judged or missing', () => {
    expect(wrongWith(CHECKS, ['b'], { a: true, b: false, c: null, d: true })).to.deep.equal([]);
    expect(wrongWith(CHECKS, ['b'], { a: false, b: true, c: true })).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  it('goes red when a judge always passes', () => {
    const alwaysPasses = { a: true, b: true, c: true, d: true };
    expect(wrongWith(CHECKS, ['a'], alwaysPasses)).to.deep.equal(['a', 'b', 'c']);
    expect(wrongOnBlank(CHECKS, alwaysPasses)).to.deep.equal(['a', 'b', 'c']);
    expect(unprovenChecks(CHECKS, [trial('f', alwaysPasses)])).to.deep.equal(['a', 'b', 'c']);
  });

  it('lets a check without points pass on a blank instance', () => {
    expect(wrongOnBlank(CHECKS, { a: false, b: null, c: null, d: true })).to.deep.equal([]);
  });

  it('takes only failing in a fault for proof that a check can fail', () => {
    const trials = [
      trial('blank', { a: false, b: false, c: false }),
      trial('f', { a: false, b: null, c: null }),
      trial('g', { a: true, b: false, c: null }),
    ];
    expect(unprovenChecks(CHECKS, trials)).to.deep.equal(['c']);
  });
});
