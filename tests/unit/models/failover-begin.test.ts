import { expect } from 'chai';
import { measureFailover, type FailoverRecord } from '../../../src/models/failover.ts';

/** Requests from 0 s to 9 s, every 20 ms, without an answer from 2 s to below 5 s. */
const recordWith = (trigger: number, broken: number): FailoverRecord => ({
  vip: '192.168.0.240',
  marks: { trigger, broken, mend: 6, end: 9 },
  requests: Array.from({ length: 450 }, (_, index) => {
    const sent = index / 50;
    const isLost = sent >= 2 && sent < 5;
    return { sent, answered: isLost ? undefined : sent, status: isLost ? 0 : 200 };
  }),
  frames: [],
});

describe('where an outage begins', () => {
  for (const { description, trigger, broken } of [
    { description: 'with a machine that breaks at once', trigger: 1.99, broken: 2 },
    { description: 'with one that takes its time to break', trigger: 1.5, broken: 2.2 },
    { description: 'with one that was slow to tell', trigger: 1.9, broken: 3.1 },
  ]) {
    it(`is the last answer, ${description}`, () => {
      const { zero, failover } = measureFailover(recordWith(trigger, broken), []);
      expect(zero).to.equal(1.98);
      expect(failover.gap).to.deep.equal({ from: 1.98, to: 5 });
      expect(Math.round(failover.outageMs)).to.equal(3020);
      expect(failover.lost).to.equal(150);
    });
  }

  it('is at the first mark when nothing was answered before it', () => {
    const { requests, ...record } = recordWith(2.2, 2.3);
    const { failover } = measureFailover({ ...record, requests: requests.filter(({ sent }) => sent >= 2.1) }, []);
    expect(failover.gap.from).to.equal(2.2);
  });
});
