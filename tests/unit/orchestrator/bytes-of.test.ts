import { Readable } from 'node:stream';
import { expect } from 'chai';
import { bytesOf } from '../../../src/orchestrator/bytes-of.ts';
import { LabError } from '../../../src/util/errors.ts';

describe('bytesOf', () => {
  it('has all that was printed', async () => {
    expect(await bytesOf(Readable.from([Buffer.from('ab'), Buffer.from('c')]), 'web01', 3)).to.deep.equal(
      Buffer.from('abc'),
    );
  });

  it('does not read on behind the limit', async () => {
    let read = 0;
    const endless = Readable.from(
      (function* yes() {
        for (;;) {
          read += 1;
          yield Buffer.alloc(1000);
        }
      })(),
    );
    const error = await bytesOf(endless, 'web01', 10_000).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(LabError);
    expect(error).to.include({ code: 'NODE_UNRESPONSIVE', message: 'web01: a command printed more than 10000 bytes' });
    expect(read).to.be.lessThan(50);
  });
});
