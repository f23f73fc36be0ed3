import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { FILE_SCRIPT } from '../../../src/probes/probe-scripts.ts';

/** With the tools of this machine. */
const read = async (path: string): Promise<string | undefined> => {
  const script = FILE_SCRIPT.replace(/^export PATH=.*\n/, '');
  const { exitCode, stdout } = await execa('sh', ['-c', script, 'sh', path], {
    stripFinalNewline: false,
    reject: false,
  });
  return exitCode === 0 ? stdout : undefined;
};
describe('FILE_SCRIPT', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lvs-lab-text-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('tells a file that is empty from none, and takes no folder for one', async () => {
    writeFileSync(join(folder, 'cause'), '\nweight\n');
    writeFileSync(join(folder, 'empty'), '');
    expect(await read(join(folder, 'cause'))).to.equal('\nweight\n');
    expect(await read(join(folder, 'empty'))).to.equal('');
    expect(await read(join(folder, 'none'))).to.equal(undefined);
    expect(await read(folder)).to.equal(undefined);
  });

  it('reads no more than the beginning', async () => {
    writeFileSync(join(folder, 'long'), 'x'.repeat(20_000));
    expect(await read(join(folder, 'long'))).to.have.lengthOf(16_384);
  });
});
