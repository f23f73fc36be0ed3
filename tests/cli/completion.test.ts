import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { LABS } from '../helpers/lab.ts';
import { FOLDER, MAIN, OFFLINE, offline, together } from '../helpers/offline.ts';

const STEPS = ['load', 'vip', 'service', 'vip-rs', 'arp', 'forward', 'lan', 'wan'];
const NODES = ['lvs01', 'web01', 'web02', 'lanclient', 'wanclient', 'gateway'];

describe('lab __complete', () => {
  const cases: { description: string; words: string[]; candidates: string[] }[] = [
    { description: 'verbs', words: ['st'], candidates: ['start', 'status', 'stop', 'story'] },
    { description: 'labs', words: ['start', ''], candidates: LABS },
    { description: 'nodes', words: ['shell', 'exp1', ''], candidates: NODES },
    {
      description: 'nodes behind an option with a value',
      words: ['shell', '--as', 'alice', 'exp1', 'w'],
      candidates: ['web01', 'web02', 'wanclient'],
    },
    {
      description: 'nodes behind an option without one',
      words: ['exec', 'exp1', '--json', 'lvs'],
      candidates: ['lvs01'],
    },
    { description: 'steps of the guide', words: ['guide', 'exp1', ''], candidates: ['pages', ...STEPS] },
    { description: "the student's steps for --to", words: ['solve', 'exp1', '--to', ''], candidates: STEPS },
    {
      description: 'checks for --only',
      words: ['check', 'exp1', '--only', 'vip-'],
      candidates: ['vip-director', 'vip-web01', 'vip-web02'],
    },
    { description: 'faults', words: ['break', 'exp1', 'no-dn'], candidates: ['no-dnat'] },
    { description: 'options', words: ['start', 'exp1', '--so'], candidates: ['--solve'] },
    {
      description: 'options that begin alike',
      words: ['selftest', 'exp1', '--s'],
      candidates: ['--short', '--strict'],
    },
    { description: 'nothing for a value that is free', words: ['start', 'exp1', '--as', ''], candidates: [] },
    { description: 'nothing for a lab that there is not', words: ['shell', 'nope', ''], candidates: [] },
    { description: 'nothing for a verb that there is not', words: ['nope', ''], candidates: [] },
    { description: 'nothing behind the last argument', words: ['graph', 'exp1', ''], candidates: [] },
  ];
  const resultOf = together(cases.map(({ words }) => ({ words: ['__complete', ...words] })));
  for (const [index, { description, candidates }] of cases.entries()) {
    it(`has ${description}`, () => {
      expect(resultOf(index)).to.deep.equal({
        exitCode: 0,
        stdout: candidates.join('\n'),
        stderr: '',
      });
    });
  }

  it('has every verb when nothing was typed, and not itself', async () => {
    const { stdout } = await offline(['__complete', '']);
    expect(stdout.split('\n'))
      .to.include.members(['list', 'start', 'check', 'completion'])
      .and.not.include('__complete');
  });
});

describe('the completion of bash', () => {
  const bin = join(FOLDER, 'bin');
  before(() => {
    mkdirSync(bin);
    writeFileSync(join(bin, 'lab'), `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`);
    chmodSync(join(bin, 'lab'), 0o755);
  });

  /** What a bash that has the script proposes for the last of the words. */
  async function proposed(...words: string[]): Promise<string[]> {
    const script =
      'source <(lab completion bash); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _lab; printf "%s\\n" "${COMPREPLY[@]}"';
    const env = { ...OFFLINE, PATH: `${bin}:${process.env['PATH']}` };
    const { stdout, stderr } = await execa('bash', ['--norc', '-c', script, 'bash', 'lab', ...words], { env });
    expect(stderr).to.equal('');
    return stdout === '' ? [] : stdout.split('\n');
  }

  it('proposes verbs', async () => {
    expect(await proposed('st')).to.deep.equal(['start', 'status', 'stop', 'story']);
  });

  it('proposes an empty word', async () => {
    expect(await proposed('shell', 'exp1', '')).to.deep.equal(NODES);
  });

  it('proposes options', async () => {
    expect(await proposed('check', 'exp1', '--rep')).to.deep.equal(['--reporter']);
  });

  it('proposes nothing for what there is not, and says nothing', async () => {
    expect(await proposed('nope', 'x')).to.deep.equal([]);
  });

  it('is registered for the command lab', async () => {
    const env = { ...OFFLINE, PATH: `${bin}:${process.env['PATH']}` };
    const { stdout } = await execa('bash', ['--norc', '-c', 'source <(lab completion bash); complete -p lab'], { env });
    expect(stdout).to.equal('complete -o default -F _lab lab');
  });
});

describe('the completion of zsh', () => {
  it('asks for the words up to the cursor, and is registered for the command lab', async () => {
    const { exitCode, stdout, stderr } = await offline(['completion', 'zsh']);
    expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: '' });
    expect(stdout)
      .to.match(/^#compdef lab\n/)
      .and.to.match(/\ncompdef _lab lab$/);
    expect(stdout).to.include('lab __complete "${(@)words[2,CURRENT]}"');
    const { exitCode: status } = await execa('zsh', ['-n'], { input: stdout, reject: false });
    // undefined where this machine has no zsh.
    expect(status ?? 0).to.equal(0);
  });
});
