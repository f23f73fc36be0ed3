import { expect } from 'chai';
import { PassThrough } from 'node:stream';
import { readBoot, type Boot } from '../../../src/orchestrator/boot-output.ts';

const printed = (chunks: (string | Buffer)[], { ends = false, timeoutMs = 1000 } = {}): Promise<Boot> => {
  const output = new PassThrough();
  const boot = readBoot(output, timeoutMs);
  for (const chunk of chunks) output.write(chunk);
  if (ends) output.end();
  return boot;
};

describe('readBoot', () => {
  it('waits for the word that the node is up', async () => {
    expect(await printed(['starting\n', 'lab: ready\n'])).to.deep.equal({ isReady: true });
  });

  it('takes the lines of a terminal, and a line in pieces', async () => {
    expect(await printed(['Core dump limits :\r\nlab: re', 'ady\r\n'])).to.deep.equal({ isReady: true });
  });

  it('has the reason when it failed', async () => {
    const boot = await printed(['lab: failed: setting the node up failed: no such file\n']);
    expect(boot).to.deep.equal({ isReady: false, said: 'setting the node up failed: no such file' });
  });

  it('is not misled by half a word, or by one in the middle of a line', async () => {
    const boot = await printed(['echo lab: ready\n', 'lab: ready'], { ends: true });
    expect(boot).to.deep.equal({ isReady: false, said: 'echo lab: ready\nlab: ready' });
  });

  it('has the last lines of an output that ends', async () => {
    const lines = ['one', 'two', 'three', 'four', 'five', 'Kernel panic'].map((line) => `${line}\r\n`);
    const boot = await printed(lines, { ends: true });
    expect(boot).to.deep.equal({ isReady: false, said: 'two\nthree\nfour\nfive\nKernel panic' });
  });

  it('says that the container ended where it printed nothing', async () => {
    expect(await printed([], { ends: true })).to.deep.equal({ isReady: false, said: 'its container ended' });
  });

  it('reads a character that comes in two chunks', async () => {
    const [first, second] = [
      Buffer.from('lab: failed: 网').subarray(0, 14),
      Buffer.from('lab: failed: 网\n').subarray(14),
    ];
    expect(await printed([first, second])).to.deep.equal({ isReady: false, said: '网' });
  });

  it('gives up after its time', async () => {
    expect(await printed([], { timeoutMs: 20 })).to.deep.equal({
      isReady: false,
      said: 'it was not up within 0.02 s',
      isLate: true,
    });
  });
});
