import { expect } from 'chai';
import { instanceBytes, planWorkers, type WorkersPlan } from '../../../../src/actions/grade/workers.ts';
import { LAB } from '../../../helpers/judge.ts';

const GIB = 1024 ** 3;

describe('the number of workers', () => {
  it('counts an instance as large as it may become: one kernel of its own, five nodes without', () => {
    expect(instanceBytes(LAB)).to.equal((512 + 5 * 256) * 1024 ** 2);
  });

  const cases: {
    description: string;
    machine: [number, number];
    submissions: number;
    option?: number;
    plan: WorkersPlan;
  }[] = [
    {
      description: 'two processors and 24 GiB are bound by the processors',
      machine: [2, 24 * GIB],
      submissions: 60,
      plan: { count: 8, boundBy: 'cores' },
    },
    {
      description: 'sixteen processors and 8 GiB are bound by the memory',
      machine: [16, 8 * GIB],
      submissions: 60,
      plan: { count: 3, boundBy: 'memory' },
    },
    {
      description: 'three submissions take three',
      machine: [2, 24 * GIB],
      submissions: 3,
      plan: { count: 3, boundBy: 'submissions' },
    },
    {
      description: 'a small machine does one at a time',
      machine: [1, GIB],
      submissions: 60,
      plan: { count: 1, boundBy: 'memory' },
    },
    {
      description: 'no submissions are no reason to do none',
      machine: [2, 24 * GIB],
      submissions: 0,
      plan: { count: 1, boundBy: 'submissions' },
    },
    {
      description: '--workers is taken as it is',
      machine: [2, 24 * GIB],
      submissions: 3,
      option: 20,
      plan: { count: 20, boundBy: 'option' },
    },
  ];
  for (const {
    description,
    machine: [cpus, memoryBytes],
    submissions,
    option,
    plan,
  } of cases) {
    it(description, () => {
      expect(planWorkers(LAB, { cpus, memoryBytes }, submissions, option)).to.deep.equal(plan);
    });
  }
});
