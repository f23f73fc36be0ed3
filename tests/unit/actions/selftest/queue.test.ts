import { expect } from 'chai';
import { coveringFaults } from '../../../../src/actions/selftest/queue.ts';
import type { Fault, Lab } from '../../../../src/lab/lab.ts';
import { loadLab } from '../../../../src/lab/load.ts';
import { listLabs } from '../../../../src/lab/on-disk.ts';
import { ROOT } from '../../../helpers/lab.ts';

const check = (id: string, kind: string, points = 10) => ({ id, kind, points, needs: [] });
const fault = (id: string, fails: string[]) => ({ id, fails, mayFail: [] });
const labOf = (checks: ReturnType<typeof check>[], faults: ReturnType<typeof fault>[]): Lab =>
  ({ id: 'lab', checks, faults }) as unknown as Lab;
const idsOf = (faults: Fault[]): string[] => faults.map(({ id }) => id);

describe('coveringFaults', () => {
  it('takes the fault that fails most, and none that adds nothing', () => {
    const checks = [check('a', 'http'), check('b', 'http'), check('c', 'http')];
    const faults = [fault('one', ['a']), fault('two', ['a', 'b']), fault('three', ['c']), fault('four', ['b', 'c'])];
    expect(idsOf(coveringFaults(labOf(checks, faults)))).to.deep.equal(['two', 'three']);
  });

  it('prefers quick faults, and takes one that breaks machines where nothing else fails a check', () => {
    const checks = [check('a', 'http'), check('slow', 'failover')];
    const faults = [fault('both', ['a', 'slow']), fault('quick', ['a'])];
    expect(idsOf(coveringFaults(labOf(checks, faults)))).to.deep.equal(['quick', 'both']);
  });

  it('ignores checks without points, and leaves out what no fault fails', () => {
    const checks = [check('a', 'http'), check('told', 'http', 0), check('never', 'http')];
    expect(idsOf(coveringFaults(labOf(checks, [fault('x', ['told']), fault('y', ['a'])])))).to.deep.equal(['y']);
  });

  it('shows of every check with points of every lab that it can fail', async () => {
    for (const id of await listLabs(`${ROOT}/labs`)) {
      const lab = await loadLab(`${ROOT}/labs/${id}`);
      const failing = new Set(coveringFaults(lab).flatMap(({ fails }) => fails));
      const missing = lab.checks.filter(({ id: one, points }) => points > 0 && !failing.has(one)).map((one) => one.id);
      expect(missing, id).to.deep.equal([]);
    }
  });
});
