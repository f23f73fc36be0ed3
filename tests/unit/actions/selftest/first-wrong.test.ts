import { expect } from 'chai';
import type { Lab } from '../../../../src/lab/lab.ts';
import type { Trial } from '../../../../src/actions/selftest/expect.ts';
import { sayUnproven, sayWrong } from '../../../../src/actions/selftest/first-wrong.ts';

/** vip ◀ page, and load on its own. */
const LAB = {
  checks: [
    { id: 'vip', needs: [], points: 10 },
    { id: 'page', needs: ['vip'], points: 10 },
    { id: 'load', needs: [], points: 10 },
  ],
  faults: [
    { id: 'no-vip', fails: ['vip'], mayFail: [] },
    { id: 'blank-page', fails: ['page'], mayFail: [] },
  ],
} as unknown as Lab;

const SEEN = { vip: true, page: true, load: true };

describe('the sentence that tells what was wrong first', () => {
  const table: { description: string; trial: Partial<Trial>; sentence: string }[] = [
    {
      description: 'points for nothing',
      trial: { id: 'blank', wrong: ['vip', 'page'], seen: SEEN },
      sentence: 'on a blank instance, the check "vip" passed; on a blank instance no check with points may pass',
    },
    {
      description: 'a solution that does not solve, with the reason',
      trial: {
        id: 'solved',
        wrong: ['vip', 'page'],
        seen: { vip: false, page: null, load: true },
        reasons: { vip: 'no such address' },
      },
      sentence: 'after the reference solution, the check "vip" failed; it must pass (no such address)',
    },
    {
      description: 'a fault that is not seen',
      trial: { id: 'no-vip', wrong: ['vip'], seen: SEEN },
      sentence: 'with the fault "no-vip", the check "vip" passed; the fault says that it fails',
    },
    {
      description: 'a fault that breaks more than it says',
      trial: { id: 'no-vip', wrong: ['load'], seen: { vip: false, page: null, load: false } },
      sentence: 'with the fault "no-vip", the check "load" failed; it must pass',
    },
    {
      description: 'a check that was judged though one that it needs failed',
      trial: { id: 'no-vip', wrong: ['page'], seen: { vip: false, page: true, load: true } },
      sentence:
        'with the fault "no-vip", the check "page" passed; it must not be judged, because a check that it needs fails',
    },
    {
      description: 'a fault whose name is like that of a trial',
      trial: { id: 'blank-page', wrong: ['page'], seen: SEEN },
      sentence: 'with the fault "blank-page", the check "page" passed; the fault says that it fails',
    },
    {
      description: 'what a repair left behind',
      trial: { id: 'repaired', wrong: ['load'], seen: { vip: true, page: true, load: false } },
      sentence: 'after the repair of a fault, the check "load" failed; it must pass',
    },
    {
      description: 'another beginning',
      trial: { id: 'solved-no-arp', wrong: ['load'], seen: { vip: true, page: true, load: false } },
      sentence: 'after the reference solution (it begins as "no-arp"), the check "load" failed; it must pass',
    },
    {
      description: 'another beginning, not solved',
      trial: { id: 'blank-no-arp', wrong: ['load'], seen: SEEN },
      sentence:
        'on a blank instance (it begins as "no-arp"), the check "load" passed; on a blank instance no check with points may pass',
    },
    {
      description: 'a wrong hop',
      trial: { id: 'no-vip', wrongCause: 'the report names no hop, expected director-vip on lvs01' },
      sentence: 'with the fault "no-vip", the report names no hop, expected director-vip on lvs01',
    },
    {
      description: 'a trial that could not be held',
      trial: { id: 'no-vip', wrong: ['vip'], error: 'the node does not answer' },
      sentence: 'with the fault "no-vip", the checks could not be run: the node does not answer',
    },
    {
      description: 'a second look that came out right',
      trial: { id: 'solved', atFirst: 'page failed' },
      sentence:
        'after the reference solution, all was as expected only at the second attempt; at the first: page failed',
    },
  ];
  for (const { description, trial, sentence } of table) {
    it(`names ${description}`, () => {
      const whole: Trial = { id: '', seen: {}, wrong: [], cause: null, durationMs: 0, ...trial };
      expect(sayWrong(LAB, whole)).to.equal(sentence);
    });
  }

  it('names a check that nobody proved', () => {
    expect(sayUnproven('page')).to.equal('no fault makes the check "page" fail, so it is not proven that it can');
  });
});
