import { expect } from 'chai';
import { parseWork, printWork } from '../../../src/models/work.ts';

describe('work', () => {
  it('is read word by word, and printed without repetitions', () => {
    const work = parseWork('1>1*2 x1 3>2');
    expect(work).to.deep.equal([
      { open: { source: 0, target: 0 } },
      { open: { source: 0, target: 0 } },
      { close: 0 },
      { open: { source: 2, target: 1 } },
    ]);
    expect(printWork(work ?? [])).to.equal('1>1 1>1 x1 3>2');
  });

  for (const text of ['', 'x1', '1>1 x2', '1>1 x1 x1', '0>1', '1>0', '1>1*0', '1-1', '1>1*100', '1>1 x0']) {
    it(`"${text}" is none`, () => expect(parseWork(text)).to.equal(undefined));
  }
});
