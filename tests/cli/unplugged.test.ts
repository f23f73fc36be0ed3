import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { expectRefusal, FOLDER, NO_SOCKET, offline, together } from '../helpers/offline.ts';

const HINT = 'Start it: `lab engine start`, or the Docker service of this machine; `lab doctor` says more.';
const unreachable = (what: string, why: string): string => `the container engine does not answer (to ${what}): ${why}`;
const NO_FILE = 'connect ENOENT /nonexistent.sock';

describe('without an engine', () => {
  const verbs: { words: string[]; asks: string }[] = [
    { words: ['start', 'exp1'], asks: 'list containers' },
    { words: ['status', 'exp1'], asks: 'list containers' },
    { words: ['solve', 'exp1'], asks: 'list containers' },
    { words: ['exec', 'exp1', 'lvs01', '--', 'true'], asks: 'list containers' },
    { words: ['check', 'exp1'], asks: 'list containers' },
    { words: ['reset', 'exp1'], asks: 'list containers' },
    { words: ['break', 'exp1', 'no-dnat'], asks: 'list containers' },
    { words: ['repair', 'exp1', 'no-dnat'], asks: 'list containers' },
    { words: ['submit', 'exp1', '-o', 'x.tar.gz'], asks: 'list containers' },
    { words: ['stop', 'exp1'], asks: 'list containers' },
    { words: ['stop', '--all'], asks: 'list containers' },
    { words: ['capture', 'exp1', 'lvs01', '-o', '-'], asks: 'list containers' },
    { words: ['engine', 'status'], asks: 'describe itself' },
  ];
  const resultOf = together(verbs);
  for (const [index, { words, asks }] of verbs.entries()) {
    it(`lab ${words.join(' ')} says so`, () => {
      expectRefusal(resultOf(index), unreachable(asks, NO_FILE), HINT);
    });
  }

  it('lab image build says so', async () => {
    const { exitCode, stdout, stderr } = await offline(['image', 'build']);
    expect({ exitCode, stdout }).to.deep.equal({ exitCode: 2, stdout: '' });
    expect(stderr).to.match(
      /^lab: the container engine does not answer \(to look at the image lvs-lab\/node:\w+\): connect ENOENT/,
    );
  });

  it('lab list shows the labs, and says what it cannot show', async () => {
    const { exitCode, stdout, stderr } = await offline(['list']);
    expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: '' });
    expect(stdout)
      .to.match(/^LAB .*\n(?:.*\n)*exp1 /)
      .and.to.match(/\(no container engine answers: running instances are not shown\)$/);
  });

  it('lab list --json has null for the instances', async () => {
    expect(JSON.parse((await offline(['list', '--json'])).stdout)).to.have.property('instances', null);
  });

  it('lab status without a lab is lab list', async () => {
    expect(await offline(['status'])).to.deep.equal(await offline(['list']));
  });

  it('lab doctor reports it as what it found, and exits 2', async () => {
    expect(await offline(['doctor'])).to.deep.equal({
      exitCode: 2,
      stdout: `✘ ${unreachable('describe itself', NO_FILE)}\n    ${HINT}`,
      stderr: '',
    });
  });

  it('lab doctor --json does too', async () => {
    const { exitCode, stdout } = await offline(['doctor', '--json']);
    expect(exitCode).to.equal(2);
    const message = unreachable('describe itself', NO_FILE);
    expect(JSON.parse(stdout)).to.deep.equal({ findings: [{ id: 'engine', level: 'problem', message, advice: HINT }] });
  });

  it('lab graph and lab guide do not miss it', async () => {
    for (const words of [
      ['graph', 'exp1'],
      ['guide', 'exp1', 'vip'],
    ]) {
      const { exitCode, stdout, stderr } = await offline(words);
      expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: '' });
      expect(stdout).to.not.equal('');
    }
  });

  it('lab engine stop has nothing to stop', async () => {
    expect(await offline(['engine', 'stop'])).to.deep.equal({
      exitCode: 0,
      stdout: 'no private engine was running',
      stderr: '',
    });
  });
});

describe('DOCKER_HOST', () => {
  const plainFile = join(FOLDER, 'no.sock');
  writeFileSync(plainFile, '');

  const dead = [
    { host: NO_SOCKET, why: NO_FILE },
    { host: 'tcp://127.0.0.1:1', why: 'connect ECONNREFUSED 127.0.0.1:1' },
    { host: `unix://${plainFile}`, why: `connect ECONNREFUSED ${plainFile}` },
  ];
  for (const { host, why } of dead) {
    it(`${host.replace(FOLDER, '')} with nobody there is said to be dead`, async () => {
      expectRefusal(
        await offline(['stop', 'exp1'], { env: { DOCKER_HOST: host } }),
        unreachable('list containers', why),
        HINT,
      );
    });
  }

  for (const host of ['nonsense', '/var/run/docker.sock', 'npipe:////./pipe/docker_engine', 'fd://']) {
    it(`"${host}" is refused, with what it may be`, async () => {
      const { exitCode, stdout, stderr } = await offline(['stop', 'exp1'], { env: { DOCKER_HOST: host } });
      expect({ exitCode, stdout }).to.deep.equal({ exitCode: 2, stdout: '' });
      expect(stderr).to.match(/^lab: DOCKER_HOST is ".*", expected unix:\/\/…, tcp:\/\/… or ssh:\/\/…/);
      expect(stderr)
        .to.include(`"${host}"`)
        .and.to.not.match(/^ +at /m);
    });
  }
});

describe('LAB_PATIENCE', () => {
  it('that is no number of times is refused, with what it may be', async () => {
    expectRefusal(
      await offline(['stop', 'exp1'], { env: { LAB_PATIENCE: '5s' } }),
      'LAB_PATIENCE is "5s", expected a number from 1 to 100',
    );
  });
});
