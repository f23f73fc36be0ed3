import { expect } from 'chai';
import { execa } from 'execa';
import type { Io } from '../../src/cli/io.ts';
import { makeProgram, verbsOf } from '../../src/cli/program.ts';
import { VERSION } from '../../src/util/version.ts';
import { MAIN, OFFLINE, offline, together } from '../helpers/offline.ts';
import type { LabResult } from '../helpers/lab.ts';

/** A shell that has the command line as "$@". */
async function inShell(script: string, words: string[]): Promise<LabResult> {
  const shell = ['-c', script, 'bash', process.execPath, MAIN, ...words];
  const { exitCode = -1, stdout, stderr } = await execa('bash', shell, { env: OFFLINE, reject: false });
  return { exitCode, stdout, stderr };
}

describe('--help', () => {
  const verbs = verbsOf(makeProgram({} as Io, () => {}));
  const resultOf = together(verbs.map(({ name }) => ({ words: [name, '--help'] })));
  for (const [index, { name, options }] of verbs.entries()) {
    it(`of ${name} is on standard output, has its options, and exits 0`, () => {
      const { exitCode, stdout, stderr } = resultOf(index);
      expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: '' });
      expect(stdout).to.match(new RegExp(`^Usage: lab ${name} `));
      for (const option of options) expect(stdout).to.include(option);
    });
  }

  it('is the same as -h and lab help VERB', async () => {
    const shown = resultOf(verbs.findIndex(({ name }) => name === 'start'));
    expect(await offline(['start', '-h'])).to.deep.equal(shown);
    expect(await offline(['help', 'start'])).to.deep.equal(shown);
  });

  it('of all lists every verb, and none that is for shells alone', async () => {
    const { exitCode, stdout, stderr } = await offline(['--help']);
    expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: '' });
    for (const { name } of verbs) expect(stdout).to.match(new RegExp(`^  ${name} `, 'm'));
    expect(stdout).to.not.include('__complete');
  });
});

describe('--version', () => {
  it('is the version and nothing else', async () => {
    expect(await offline(['--version'])).to.deep.equal({ exitCode: 0, stdout: VERSION, stderr: '' });
  });
});

describe('--json', () => {
  const errors: { description: string; words: string[]; code: string; message: RegExp; hint: RegExp | null }[] = [
    {
      description: 'a verb that there is not',
      words: ['frob', '--json'],
      code: 'ARGUMENT_INVALID',
      message: /^unknown command 'frob'$/,
      hint: /--help/,
    },
    {
      description: 'a word too many',
      words: ['list', '--json', 'x'],
      code: 'ARGUMENT_INVALID',
      message: /^too many arguments/,
      hint: /lab list --help/,
    },
    {
      description: 'a value that is not taken',
      words: ['start', 'exp1', '--json', '--kernel', 'x'],
      code: 'ARGUMENT_INVALID',
      message: /^--kernel is "x"/,
      hint: null,
    },
    {
      description: 'an unknown lab',
      words: ['graph', 'x', '--json'],
      code: 'LAB_UNKNOWN',
      message: /^got the lab "x"/,
      hint: /lab list/,
    },
    {
      description: 'an unknown step',
      words: ['guide', 'exp1', 'x', '--json'],
      code: 'STEP_UNKNOWN',
      message: /^"x" is no step of exp1/,
      hint: null,
    },
    {
      description: 'an engine that is away',
      words: ['check', 'exp1', '--json'],
      code: 'ENGINE_UNREACHABLE',
      message: /does not answer/,
      hint: /lab engine start/,
    },
  ];
  const errorOf = together(errors);
  for (const [index, { description, code, message, hint }] of errors.entries()) {
    it(`has one document with the error for ${description}, which stands on standard error too`, () => {
      const { exitCode, stdout, stderr } = errorOf(index);
      expect(exitCode).to.equal(2);
      const document = JSON.parse(stdout) as { error: { code: string; message: string; hint: string | null } };
      expect(document).to.have.all.keys('error');
      expect(document.error).to.have.all.keys('code', 'message', 'hint');
      expect(document.error.code).to.equal(code);
      expect(document.error.message).to.match(message);
      if (hint) expect(document.error.hint).to.match(hint);
      else expect(document.error.hint).to.equal(null);
      expect(stderr).to.equal([`lab: ${document.error.message}`, document.error.hint].filter(Boolean).join('\n'));
    });
  }

  it('behind -- belongs to the command', async () => {
    const { exitCode, stdout } = await offline(['exec', 'exp1', 'lvs01', '--', 'ip', '--json', 'address']);
    expect({ exitCode, stdout }).to.deep.equal({ exitCode: 2, stdout: '' });
  });

  const verbs = [['list'], ['graph', 'exp1'], ['guide', 'exp1', 'vip'], ['validate']];
  const documentOf = together(verbs.map((words) => ({ words: [...words, '--json'] })));
  for (const [index, words] of verbs.entries()) {
    it(`of lab ${words.join(' ')} is one document, and nothing is on standard error`, () => {
      const { exitCode, stdout, stderr } = documentOf(index);
      expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: '' });
      expect(JSON.parse(stdout)).to.be.an('object');
    });
  }
});

describe('the language', () => {
  const choices: { description: string; words?: string[]; env: Record<string, string>; language: 'zh' | 'en' }[] = [
    { description: '--lang, before everything', words: ['--lang', 'en'], env: { LAB_LANG: 'zh' }, language: 'en' },
    { description: 'LAB_LANG, before the locale', env: { LAB_LANG: 'zh', LC_ALL: 'en_US.UTF-8' }, language: 'zh' },
    { description: 'LC_ALL, before LANG', env: { LC_ALL: 'zh_CN.UTF-8', LANG: 'C' }, language: 'zh' },
    { description: 'LANG, where the others are empty', env: { LANG: 'zh_TW' }, language: 'zh' },
    { description: 'English for every other locale', env: { LANG: 'de_DE.UTF-8' }, language: 'en' },
  ];
  const resultOf = together(
    choices.map(({ words = [], env }) => ({ words: ['guide', 'exp1', 'vip', '--json', ...words], env })),
  );
  for (const [index, { description, language }] of choices.entries()) {
    it(`is that of ${description}`, () => {
      expect(JSON.parse(resultOf(index).stdout)).to.include({ language });
    });
  }

  it('is that of the titles, too', async () => {
    const { stdout } = await offline(['list', '--lang', 'zh']);
    expect(stdout)
      .to.match(/^实验 +标题 /)
      .and.to.include('实验一');
  });
});

describe('a reader that goes away', () => {
  const pipes = [
    { description: 'after a line', script: '"$@" | head -1; exit ${PIPESTATUS[0]}', words: ['list'], exitCode: 0 },
    { description: 'at once', script: '"$@" | true; exit ${PIPESTATUS[0]}', words: ['graph', 'exp1'], exitCode: 0 },
    {
      description: 'in the middle of much',
      script: '"$@" | head -c 1 >/dev/null; exit ${PIPESTATUS[0]}',
      words: ['guide', 'exp1'],
      exitCode: 0,
    },
    {
      description: 'of standard error',
      script: '"$@" 2>&1 >/dev/null | true; exit ${PIPESTATUS[0]}',
      words: ['graph', 'x'],
      exitCode: 2,
    },
    {
      description: 'of both',
      script: '"$@" 2>&1 | true; exit ${PIPESTATUS[0]}',
      words: ['graph', 'x', '--json'],
      exitCode: 2,
    },
  ];
  for (const { description, script, words, exitCode } of pipes) {
    it(`${description} changes no exit code, and nothing is said`, async () => {
      const result = await inShell(script, words);
      expect({ exitCode: result.exitCode, stderr: result.stderr }).to.deep.equal({ exitCode, stderr: '' });
    });
  }
});

describe('a disk that is full', () => {
  it('is exit code 2, not the 1 of a check that failed', async () => {
    const { exitCode, stderr } = await inShell('"$@" >/dev/full', ['graph', 'exp1']);
    expect(exitCode).to.equal(2);
    expect(stderr).to.equal('lab: standard output cannot be written: ENOSPC: no space left on device, write');
  });
});
