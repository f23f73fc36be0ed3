import { expect } from 'chai';
import { delaysOf, keptApart, sharesOf } from '../../../src/models/effects.ts';
import type { WorkloadEvent } from '../../../src/models/workload.ts';

const open = (source: string, destination = 'V'): WorkloadEvent => ({ open: { source, destination } });
const SERVERS = [
  { address: 'a', capacity: 1 },
  { address: 'b', capacity: 3 },
];
const events = [open('x'), open('y'), { close: 0 }, open('x'), open('y')];

describe('effects', () => {
  it('shares are of all connections, or of those that are left', () => {
    const served = { events, chosen: ['a', 'b', 'b', 'b'] };
    expect(sharesOf(SERVERS, served, false).map(({ count, fair }) => [count, fair])).to.deep.equal([
      [1, 1],
      [3, 3],
    ]);
    expect(sharesOf(SERVERS, served, true).map(({ count, fair }) => [count, fair])).to.deep.equal([
      [0, 0.75],
      [3, 2.25],
    ]);
  });

  it('delays are connections by capacity, as each one comes', () => {
    const delays = delaysOf(SERVERS, { events, chosen: ['a', 'b', 'a', 'b'] }).map(({ delay }) => delay);
    expect(delays).to.deep.equal([1, 1 / 3, 1, 2 / 3]);
  });

  it('a source with two servers is split, all with the same is no spreading', () => {
    expect(keptApart({ events, chosen: ['a', 'b', 'a', 'b'] }, 'source')).to.equal(undefined);
    expect(keptApart({ events, chosen: ['a', 'b', 'b', 'b'] }, 'source')).to.deep.equal({
      key: 'x',
      servers: ['a', 'b'],
    });
    expect(keptApart({ events, chosen: ['b', 'b', 'b', 'b'] }, 'source')).to.deep.equal({
      key: undefined,
      servers: ['b'],
    });
    expect(keptApart({ events, chosen: ['a', 'b', 'a', 'b'] }, 'destination')?.key).to.equal('V');
  });
});
