import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { actionLine, parseEnded } from '../../../src/probes/script-run-script.ts';

describe('the line that runs a script', () => {
  it('passes words and variables on as they are, whatever is in them', () => {
    const odd = `it's $HOME "a" \`b\`;`;
    const line = actionLine('/usr/bin/printenv', { arguments: ['ODD'], environment: { ODD: odd } });
    expect(execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' })).to.equal(`${odd}\n`);
  });
});

describe('parseEnded', () => {
  it('reads the exit status and the output', () => {
    expect(parseEnded('ended 2 dXNhZ2UK')).to.deep.equal({ exitCode: 2, output: 'usage\n' });
    expect(parseEnded('ended 0 ')).to.deep.equal({ exitCode: 0, output: '' });
  });

  for (const line of ['', 'ended', 'ended x dXNhZ2UK', 'ended 0 d?']) {
    it(`refuses "${line}"`, () => {
      expect(() => parseEnded(line)).to.throw(Error, `expected the end of a script, got "${line}"`);
    });
  }
});
