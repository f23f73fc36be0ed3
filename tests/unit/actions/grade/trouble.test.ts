import { expect } from 'chai';
import type { Result } from '../../../../src/actions/grade/result.ts';
import {
  bootFailed,
  busyNote,
  nodeLost,
  timedOut,
  unresponsive,
  wantsAnotherTry,
} from '../../../../src/actions/grade/trouble.ts';
import { RESULT } from '../../report/sample-class.ts';

const notJudged = (trouble: Result['trouble']): Result => ({ ...RESULT, state: 'not-judged', points: null, trouble });

describe('a submission is tried again, alone,', () => {
  const rows: [description: string, result: Result, busyness: number, again: boolean, isNoted: boolean][] = [
    ['when a node did not answer', notJudged(unresponsive('no')), 0.5, true, false],
    ['when its nodes did not come up', notJudged(bootFailed('no')), 0.5, true, false],
    ['when something is missing that may have been late', RESULT, 7.5, true, true],
    [
      'when its commands may have been late',
      { ...RESULT, state: 'timed-out', trouble: timedOut(1000) },
      7.5,
      true,
      true,
    ],
    ['and noted when a node did not answer a busy machine', notJudged(unresponsive('no')), 7.5, true, true],
    ['but not when it failed on a machine with time', RESULT, 1, false, false],
    ['but not when all passed, however busy the machine is', { ...RESULT, passed: true }, 7.5, false, false],
    ['but not when its own commands ended a node', notJudged(nodeLost('web01')), 7.5, false, false],
  ];
  for (const [description, result, busyness, again, isNoted] of rows)
    it(description, () => {
      expect(wantsAnotherTry(result, busyness)).to.equal(again);
      expect(busyNote(result, busyness) !== undefined).to.equal(isNoted);
    });

  it('and its note says how busy the machine was', () => {
    const note = busyNote(RESULT, 7.5);
    expect(note?.en).to.match(/^the machine had 8 times as much to do as it has processors/);
    expect(note?.zh).to.include('8 倍');
  });
});
