import { expect } from 'chai';
import { readProgress } from '../../../src/probes/download-script.ts';

describe('readProgress', () => {
  it('has the last count, and no end while it goes on', () => {
    expect(readProgress('bytes 4096\nbytes 28672\n')).to.deep.equal({ bytes: 28_672, end: undefined });
  });

  it('has nothing at first', () => {
    expect(readProgress('')).to.deep.equal({ bytes: 0, end: undefined });
  });

  it('leaves out a line that is not complete', () => {
    expect(readProgress('bytes 4096\nbytes 28')).to.deep.equal({ bytes: 4096, end: undefined });
    expect(readProgress('bytes 4096\nend res')).to.deep.equal({ bytes: 4096, end: undefined });
  });

  for (const end of ['reset', 'over'] as const) {
    it(`says that it ended: ${end}`, () => {
      expect(readProgress(`bytes 4096\nend ${end}\n`)).to.deep.equal({ bytes: 4096, end });
    });
  }
});
