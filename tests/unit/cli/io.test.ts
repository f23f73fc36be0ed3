import { expect } from 'chai';
import { printError, type Io } from '../../../src/cli/io.ts';

function printed(text: string, env: Record<string, string>): string {
  let written = '';
  printError({ env, stderr: { write: (chunk: string) => (written += chunk) } } as unknown as Io, text);
  return written;
}

describe('commands in messages', () => {
  const hint = 'Start it: `lab start exp1 --as a`. `lab list` shows what runs, `lab --help` what there is.';

  it('are named as this user can type them', () => {
    expect(printed(hint, { LAB_COMMAND: './lab' })).to.equal(
      'Start it: `./lab start exp1 --as a`. `./lab list` shows what runs, `./lab --help` what there is.\n',
    );
  });

  it('stay lab where it is in the PATH, or nobody says how it was called', () => {
    expect(printed(hint, { LAB_COMMAND: 'lab' })).to.equal(`${hint}\n`);
    expect(printed(hint, {})).to.equal(`${hint}\n`);
  });

  it('are told from other words', () => {
    expect(printed('the lab exp1, lvs-lab, `label x`', { LAB_COMMAND: './lab' })).to.equal(
      'the lab exp1, lvs-lab, `label x`\n',
    );
  });
});
