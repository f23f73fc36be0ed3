import { expect } from 'chai';
import type { Verdict } from '../../../src/checks/verdict.ts';
import { reportOf } from '../../../src/actions/report.ts';

const verdict = (passed: boolean | null, points: number, maxPoints: number): Verdict => ({
  id: 'it',
  title: { zh: '它', en: 'it' },
  passed,
  points,
  maxPoints,
  evidence: [],
  durationMs: 0,
});

describe('reportOf', () => {
  const cases = [
    { description: 'all passed', verdicts: [verdict(true, 3, 3), verdict(true, 10, 10)], expected: [true, 13, 13] },
    { description: 'one failed', verdicts: [verdict(true, 3, 3), verdict(false, 0, 10)], expected: [false, 3, 13] },
    {
      description: 'one was not judged',
      verdicts: [verdict(true, 3, 3), verdict(null, 0, 7)],
      expected: [false, 3, 10],
    },
    {
      description: 'one without points failed',
      verdicts: [verdict(true, 3, 3), verdict(false, 0, 0)],
      expected: [false, 3, 3],
    },
    { description: 'none was asked for', verdicts: [], expected: [true, 0, 0] },
  ];
  for (const { description, verdicts, expected } of cases) {
    it(`sums up when ${description}`, () => {
      const [passed, points, maxPoints] = expected;
      expect(reportOf('exp1', 'mine', verdicts)).to.deep.equal({
        lab: 'exp1',
        instance: 'mine',
        passed,
        points,
        maxPoints,
        checks: verdicts,
        cause: null,
      });
    });
  }
});
