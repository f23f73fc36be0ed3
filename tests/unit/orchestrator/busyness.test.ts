import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { parseBusyness, startDeadline, watchBusyness } from '../../../src/orchestrator/busyness.ts';

describe('how much a machine has to do', () => {
  const rows: [description: string, text: string, expected: number | undefined][] = [
    ['is what is runnable now, and not the mean of the last minute', '0.13 6.31 4.86 20/695 902\n', 10],
    ['is half where one task wants one of two processors', '13.43 6.31 4.86 1/695 902\n', 0.5],
    ['is not told where nothing counts as runnable, not even who asks', '0.00 0.00 0.00 0/0 0\n', undefined],
    ['is not told by nothing', '', undefined],
  ];
  for (const [description, text, expected] of rows)
    it(description, () => expect(parseBusyness(text, 2)).to.equal(expected));

  it('is watched while something goes on', () => {
    const values = [1, 3];
    expect(watchBusyness(() => values.shift() ?? 0)()).to.equal(1);
  });
});

/** Milliseconds until it is over. */
async function length(timeoutMs: number, busyness: () => number): Promise<number> {
  const begun = performance.now();
  const { signal } = startDeadline(timeoutMs, busyness);
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  return performance.now() - begun;
}

describe('a deadline', () => {
  it('is over after its time on an idle machine, also one with less to do than it could', async () => {
    expect(await length(40, () => 0.1)).to.be.at.least(39);
  });

  it('is later where more wants each processor', async () => {
    expect(await length(40, () => 5)).to.be.at.least(195);
  });

  it('comes in the end, however much there is to do', async () => {
    expect(await length(10, () => 1000)).to.be.at.least(99);
  });

  it('goes by what there is to do at each moment', async () => {
    const begun = performance.now();
    // Busy for the first 80 ms alone, which count as 8.
    expect(await length(40, () => (performance.now() - begun < 80 ? 10 : 1))).to.be.at.least(105);
  });

  it('that was stopped never comes', async () => {
    const { signal, stop, waited } = startDeadline(5, () => 1);
    stop();
    await delay(30);
    expect(signal.aborted).to.equal(false);
    expect(waited()).to.equal('0.005 s');
  });
});
