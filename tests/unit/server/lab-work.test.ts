import { expect } from 'chai';
import type { Context } from '../../../src/actions/context.ts';
import type { WorkView } from '../../../src/contract/lab-work.ts';
import { loadLab } from '../../../src/lab/load.ts';
import { LabWork, progressOf } from '../../../src/server/lab-work.ts';
import { LabError } from '../../../src/util/errors.ts';
import { ROOT } from '../../helpers/lab.ts';

/** An engine that says only that it cannot be reached, whatever it is asked. */
const unreachable = new Proxy(
  {},
  { get: () => () => Promise.reject(new LabError('ENGINE_UNREACHABLE', 'no engine answers')) },
);

async function workOn() {
  const told: { works: (WorkView | null)[]; problems: string[] } = { works: [], problems: [] };
  const context = {
    engine: unreachable,
    places: { root: ROOT, cacheDir: '/nonexistent' },
    signal: new AbortController().signal,
  } as unknown as Context;
  const work = new LabWork(context, await loadLab(`${ROOT}/labs/exp1`), 'unit', {
    onWork: (now) => told.works.push(now),
    onFaults: () => {},
    onReset: () => {},
    onFailover: () => {},
    holdersOf: () => [],
    onProblem: (text) => told.problems.push(text),
  });
  return { work, told };
}

describe('work on the lab that a page asks for', () => {
  it('of an unknown fault or step is refused, with what there is', async () => {
    const { work, told } = await workOn();
    expect(() => work.start({ type: 'break', fault: 'none' })).to.throw(
      LabError,
      /^"none" is no fault of exp1, expected one of: no-vip-web02/,
    );
    expect(() => work.start({ type: 'repair', fault: 'toString' })).to.throw(LabError, /is no fault of exp1/);
    expect(() => work.start({ type: 'checkpoint', step: 'none' })).to.throw(
      LabError,
      /is no step of exp1 for the student/,
    );
    expect(() => work.start({ type: 'failover', trigger: 'stop' })).to.throw(
      LabError,
      'exp1 has no check of the kind failover, expected a lab with two directors',
    );
    expect(told.works).to.deep.equal([]);
  });

  it('is one at a time; its failure is one message, and leaves room for the next one', async () => {
    const { work, told } = await workOn();
    work.start({ type: 'break', fault: 'no-vip-web02' });
    expect(work.work).to.deep.equal({ verb: 'break', of: 'no-vip-web02' });
    expect(() => work.start({ type: 'reset' })).to.throw(
      LabError,
      'the page is at work on the lab (break no-vip-web02): wait for its end',
    );
    await work.end();
    expect(told.problems).to.deep.equal(['no engine answers']);
    expect(work.work).to.equal(null);
    expect(told.works.at(-1)).to.equal(null);
    expect(work.faults.some(({ isBroken }) => isBroken)).to.equal(false);
  });

  it('tells of phases and of nodes that are up', () => {
    const message = { en: 'removing x', zh: '正在移除 x' };
    expect(progressOf({ type: 'phase', instance: 'x', message })).to.equal(message);
    expect(progressOf({ type: 'node', instance: 'x', node: 'web01', state: 'ready' })?.en).to.equal('web01 is up');
    expect(progressOf({ type: 'node', instance: 'x', node: 'web01', state: 'created' })).to.equal(undefined);
  });
});
