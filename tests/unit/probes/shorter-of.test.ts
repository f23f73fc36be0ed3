import { expect } from 'chai';
import { shorterOf } from '../../../src/probes/shorter-of.ts';

/** Measurements come out in this order. */
const measured = async (times: (number | undefined)[], allowedMs: number) => {
  let count = 0;
  const found = await shorterOf(
    async () => times[count++],
    (time) => time,
    allowedMs,
  );
  return { ...found, count };
};

describe('shorterOf', () => {
  it('measures once what is not longer than allowed', async () => {
    expect(await measured([860], 860)).to.deep.equal({ result: 860, longerMs: undefined, count: 1 });
  });

  it('measures what is longer twice, and takes the shorter one', async () => {
    expect(await measured([920, 610], 860)).to.deep.equal({ result: 610, longerMs: 920, count: 2 });
    expect(await measured([920, 3000], 860)).to.deep.equal({ result: 920, longerMs: 3000, count: 2 });
  });

  it('takes the first one when the second came to nothing', async () => {
    expect(await measured([920, undefined], 860)).to.deep.equal({ result: 920, longerMs: Infinity, count: 2 });
  });

  it('measures once what did not end or did not begin', async () => {
    expect(await measured([Infinity], 860)).to.deep.equal({ result: Infinity, longerMs: undefined, count: 1 });
    expect(await measured([undefined], 860)).to.deep.equal({ result: undefined, longerMs: undefined, count: 1 });
  });
});
