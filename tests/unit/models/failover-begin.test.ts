import { expect } from 'chai';
import { measureFailover, type FailoverRecord } from '../../../src/models/failover.ts';

/** Requests from 0 s to 9 s, every 20 ms, without an answer from 2 s to below 5 s. */
const recordWith = (trigger: number): FailoverRecord => ({
  vip: '192.168.0.240',
  marks: { trigger, mend: 6, end: 9 },
  requests: Array.from({ length: 450 }, (_, index) => {
    const sent = index / 50;
    const isLost = sent >= 2 && sent < 5;
    return { sent, answered: isLost ? undefined : sent, status: isLost ? 0 : 200 };
  }),
  frames: [],
});

describe('where an outage begins', () => {
  for (const { description, trigger } of [
    { description: 'at the mark', trigger: 2 },
    { description: 'a little before the mark, which is made once the deed is done', trigger: 2.2 },
    { description: 'long before the mark of a machine that was slow to tell', trigger: 3.1 },
  ]) {
    it(`is the last answer, ${description}`, () => {
      const { zero, failover } = measureFailover(recordWith(trigger), []);
      expect(zero).to.equal(1.98);
      expect(failover.gap).to.deep.equal({ from: 1.98, to: 5 });
      expect(Math.round(failover.outageMs)).to.equal(3020);
      expect(failover.lost).to.equal(150);
    });
  }

  it('is at the mark less a lead when nothing was answered before it', () => {
    const { requests, ...record } = recordWith(2.2);
    const { failover } = measureFailover({ ...record, requests: requests.filter(({ sent }) => sent >= 2.1) }, []);
    expect(failover.gap.from).to.be.closeTo(1.9, 1e-9);
  });
});
