import { expect } from 'chai';
import { latestSize } from '../../../src/orchestrator/docker-exec.ts';

describe('the size of a terminal', () => {
  it('is set once at a time, and the one that was asked for last is set last', async () => {
    const finish: (() => void)[] = [];
    const set: string[] = [];
    const resize = latestSize((columns, rows) => {
      set.push(`${columns}x${rows}`);
      return new Promise((resolve) => finish.push(resolve));
    });
    const first = resize(80, 24);
    const last = [resize(81, 24), resize(108, 15), resize(108, 14)];
    expect(set).to.deep.equal(['80x24']);
    finish.shift()?.();
    await new Promise(setImmediate);
    expect(set).to.deep.equal(['80x24', '108x14']);
    finish.shift()?.();
    await Promise.all([first, ...last]);
    const again = resize(80, 24);
    expect(set.at(-1)).to.equal('80x24');
    finish.shift()?.();
    await again;
  });
});
