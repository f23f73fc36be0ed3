/** A class with a submission of each state. */
import type { ClassReport, Result } from '../../../src/actions/grade/result.ts';
import { invalidSubmission, nodeLost, otherManifest, sameAs, timedOut } from '../../../src/actions/grade/trouble.ts';
import { EXPLAINED, FAILED, NOT_JUDGED, PASSED } from './sample.ts';

export const RESULT: Result = {
  submission: 'alice',
  student: '李雷',
  variant: null,
  state: 'judged',
  trouble: null,
  doubtful: false,
  notes: [],
  passed: false,
  points: 3,
  maxPoints: 28,
  checks: [PASSED, FAILED, NOT_JUDGED],
  cause: EXPLAINED.cause,
  commands: [{ node: 'lvs01', run: 'ipvsadm -Ln\necho x', status: 0, recorded: 1, output: '\nIP Virtual\n' }],
  durationMs: 9800,
  timeoutMs: 120_000,
};

const nothing: Result = { ...RESULT, points: 0, checks: [], cause: null, commands: [] };

export const CLASS: ClassReport = {
  lab: 'exp1',
  title: { en: 'Experiment 1', zh: '实验一' },
  manifest: '0123456789ab',
  passed: false,
  maxPoints: 28,
  durationMs: 20_000,
  addedUpMs: 50_000,
  resumed: 1,
  workers: { count: 8, boundBy: 'cores' },
  machine: { cpus: 2, memoryBytes: 24 * 1024 ** 3, cpuBusy: 0.5, peakMemoryBytes: 1024 ** 3 },
  submissions: [
    RESULT,
    {
      ...RESULT,
      submission: 'bob',
      student: 'Bob',
      passed: true,
      points: 28,
      checks: [PASSED],
      cause: null,
      notes: [sameAs(['eve'])],
    },
    { ...RESULT, submission: 'carol', state: 'timed-out', trouble: timedOut(120_000) },
    { ...nothing, submission: 'dave', points: null, state: 'not-judged', trouble: nodeLost('web01') },
    {
      ...nothing,
      submission: 'eve',
      state: 'invalid',
      trouble: invalidSubmission('got no tar.gz archive'),
      notes: [otherManifest('aaaa', 'bbbb')],
    },
  ],
};

export const classWith = (changes: Partial<Result>): ClassReport => ({
  ...CLASS,
  submissions: [{ ...RESULT, ...changes }],
});
