import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { ROOT, type LabResult } from '../helpers/lab.ts';

/** What the script itself calls, apart from what it looks for. */
const TOOLS = ['bash', 'sh', 'cat', 'dirname', 'find', 'flock', 'mkdir', 'readlink', 'rm', 'touch'];
const SYSTEM_SOCKET = '/var/run/docker.sock';
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** Prints what it was called with, one word in brackets a line. */
const ECHO = `printf '[%s]\\n' "$@"`;
const NODE = `if [ "$1" = --version ]; then echo v20.11.1; else ${ECHO}; fi`;

/** What apt-get is asked for, and what is said to those who must do it themselves. */
const PACKAGES = 'docker.io iptables apparmor mmdebstrap debian-archive-keyring';
const HOW = `As root on Debian or Ubuntu: apt-get install ${PACKAGES}. Elsewhere: https://docs.docker.com/engine/install.`;

function whereIs(tool: string): string {
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, tool))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
  if (found === undefined) throw new Error(`this machine has no ${tool}`);
  return found;
}

/** A checkout with the script and nothing else of the project, and a PATH of its own: nothing of the machine is touched. */
class Checkout {
  readonly folder = mkdtempSync(join(tmpdir(), 'lvs-lab-bootstrap-'));
  readonly root = join(this.folder, 'the checkout');
  readonly main = join(this.root, 'dist/cli/main.js');
  readonly socket = join(this.folder, 'docker.sock');
  readonly #bin = join(this.folder, 'bin');

  constructor() {
    chmodSync(this.folder, 0o755);
    const folders = ['src', 'scripts', 'node_modules', 'dist/cli'].map((name) => join(this.root, name));
    for (const path of [this.#bin, ...folders]) mkdirSync(path, { recursive: true });
    for (const name of ['tsconfig.json', 'scripts/build.ts', 'package-lock.json']) this.write(name);
    const script = readFileSync(join(ROOT, 'lab'), 'utf8');
    expect(script).to.include(SYSTEM_SOCKET);
    this.write('lab', script.replaceAll(SYSTEM_SOCKET, this.socket));
    chmodSync(join(this.root, 'lab'), 0o755);
    this.write('node_modules/.lab-stamp');
    this.write('dist/.lab-stamp');
    for (const tool of TOOLS) symlinkSync(whereIs(tool), join(this.#bin, tool));
    this.has('node', NODE);
  }

  write(path: string, content = ''): void {
    writeFileSync(join(this.root, path), content);
  }

  /** As if it was written an hour from now. */
  touchLater(path: string): void {
    const later = Date.now() / 1000 + 3600;
    utimesSync(join(this.root, path), later, later);
  }

  /** Puts a command into the PATH. */
  has(command: string, script: string): void {
    writeFileSync(join(this.#bin, command), `#!/bin/sh\n${script}\n`);
    chmodSync(join(this.#bin, command), 0o755);
  }

  /** What a command of the PATH wrote to its log. */
  logOf(command: string): string {
    return readFileSync(join(this.#bin, `${command}.log`), 'utf8').trim();
  }

  hasNo(command: string): void {
    unlinkSync(join(this.#bin, command));
  }

  async lab(words: string[], { env = {}, uid, file = join(this.root, 'lab') }: RunOptions = {}): Promise<LabResult> {
    const { exitCode, stdout, stderr } = await execa(file, words, {
      env: { PATH: this.#bin, HOME: this.folder, LAB_HOME: join(this.folder, 'home'), ...env },
      extendEnv: false,
      cwd: '/',
      stdin: 'ignore',
      reject: false,
      ...(uid !== undefined && { uid, gid: uid }),
    });
    return { exitCode: exitCode ?? -1, stdout, stderr };
  }
}

interface RunOptions {
  env?: Record<string, string>;
  uid?: number;
  file?: string;
}

const lines = (...words: string[]): string => words.join('\n');
const passedOn = (checkout: Checkout, ...words: string[]): string =>
  lines(...[checkout.main, ...words].map((word) => `[${word}]`));

function expectRefusal(result: LabResult, ...said: string[]): void {
  expect(result).to.deep.equal({ exitCode: 2, stdout: '', stderr: lines(...said.map((line) => `lab: ${line}`)) });
}

describe('the script lab', () => {
  let checkout: Checkout;
  beforeEach(() => {
    checkout = new Checkout();
  });
  afterEach(() => {
    rmSync(checkout.folder, { recursive: true, force: true });
  });

  describe('passes on', () => {
    const calls: { description: string; words: string[]; passed?: string[] }[] = [
      { description: 'nothing', words: [] },
      {
        description: 'words with spaces, quotes, stars and nothing in them',
        words: ['check', 'a b', '', '"$x"', "it's", '*'],
      },
      { description: 'line ends and Chinese', words: ['exec', 'a\nb', '调度器'] },
      {
        description: 'what stands behind --, --yes too',
        words: ['exec', 'exp1', 'lvs01', '--', 'apt', '--yes', '--', '-h'],
      },
      { description: 'words without --yes, which is its own', words: ['--yes', 'list', '--yes'], passed: ['list'] },
    ];
    for (const { description, words, passed = words } of calls) {
      it(description, async () => {
        const stdout = passedOn(checkout, ...passed);
        expect(await checkout.lab(words)).to.deep.equal({ exitCode: 0, stdout, stderr: '' });
      });
    }

    it('the exit code', async () => {
      checkout.has('node', `[ "$1" != --version ] || { echo v20.0.0; exit; }\nexit 130`);
      expect(await checkout.lab(['start'], { env: { DOCKER_HOST: 'tcp://x' } })).to.include({ exitCode: 130 });
    });

    it('what is typed, when it is called by a symbolic link', async () => {
      const link = join(checkout.folder, 'bin', 'lab');
      symlinkSync(join(checkout.root, 'lab'), link);
      expect(await checkout.lab(['list'], { file: link })).to.include({ stdout: passedOn(checkout, 'list') });
    });

    it('how it can be typed: lab where the PATH has it, otherwise as it was', async () => {
      checkout.has('node', `[ "$1" != --version ] || { echo v20.0.0; exit; }\necho "$LAB_COMMAND"`);
      expect(await checkout.lab(['list'])).to.include({ stdout: join(checkout.root, 'lab') });
      symlinkSync(join(checkout.root, 'lab'), join(checkout.folder, 'bin', 'lab'));
      expect(await checkout.lab(['list'])).to.include({ stdout: 'lab' });
    });

    it('what is typed, when HOME is not set', async () => {
      checkout.has('dockerd', ECHO);
      const { stderr } = await execa(join(checkout.root, 'lab'), ['start', 'exp1'], {
        env: { PATH: join(checkout.folder, 'bin'), LAB_HOME: checkout.folder },
        extendEnv: false,
        reject: false,
      });
      expect(stderr).to.not.include('unbound');
    });
  });

  describe('wants Node.js 20', () => {
    const missing = [
      'Node.js is not installed, expected version 20 or later.',
      'On Debian 13 or Ubuntu 25.04 and later: apt-get install nodejs npm. Elsewhere see https://nodejs.org/en/download.',
    ];

    it('and says where it comes from when there is none', async () => {
      checkout.hasNo('node');
      expectRefusal(await checkout.lab(['list']), ...missing);
    });

    it('also in a checkout where nothing is built yet', async () => {
      checkout.hasNo('node');
      rmSync(join(checkout.root, 'dist'), { recursive: true });
      expectRefusal(await checkout.lab(['start', 'exp1']), ...missing);
    });

    for (const version of ['v18.19.0', 'v19.9.0', 'v8.0.0']) {
      it(`and not ${version}`, async () => {
        checkout.has('node', `echo ${version}`);
        expectRefusal(
          await checkout.lab(['list']),
          `Node.js is ${version.slice(1)}, expected 20 or later: see https://nodejs.org/en/download.`,
        );
      });
    }

    for (const version of ['v20.0.0', 'v22.1.0', 'v100.0.0']) {
      it(`and takes ${version}`, async () => {
        checkout.has('node', NODE.replace('v20.11.1', version));
        expect(await checkout.lab(['list'])).to.include({ exitCode: 0, stderr: '' });
      });
    }
  });

  describe('prepares', () => {
    const npm = `${ECHO} >> "$0.log"; [ "$1" != run ] || mkdir -p dist/cli`;

    it('packages, then the build, in a fresh checkout, and once only', async () => {
      checkout.has('npm', npm);
      rmSync(join(checkout.root, 'node_modules/.lab-stamp'));
      rmSync(join(checkout.root, 'dist'), { recursive: true });
      const result = await checkout.lab(['list']);
      expect(result).to.deep.equal({
        exitCode: 0,
        stdout: passedOn(checkout, 'list'),
        stderr: 'lab: installing npm packages',
      });
      const words = ['ci', '--no-audit', '--no-fund', '--loglevel=error', 'run', '--silent', 'build'];
      expect(checkout.logOf('npm')).to.equal(lines(...words.map((word) => `[${word}]`)));
      await checkout.lab(['list']);
      expect(checkout.logOf('npm').split('\n')).to.have.length(words.length);
    });

    it('the build alone when a source is newer', async () => {
      checkout.has('npm', npm);
      checkout.write('src/new.ts');
      checkout.touchLater('src/new.ts');
      expect(await checkout.lab(['list'])).to.include({ exitCode: 0, stderr: '' });
      expect(checkout.logOf('npm')).to.equal(lines('[run]', '[--silent]', '[build]'));
    });

    it('nothing that there is no npm for, and says so', async () => {
      checkout.touchLater('package-lock.json');
      expectRefusal(await checkout.lab(['list']), 'npm is not installed. On Debian or Ubuntu: apt-get install npm.');
    });

    it('with what npm says when it fails', async () => {
      checkout.has('npm', 'echo "npm error network" >&2; exit 1');
      checkout.touchLater('package-lock.json');
      const { exitCode, stdout, stderr } = await checkout.lab(['list']);
      expect({ exitCode, stdout }).to.deep.equal({ exitCode: 2, stdout: '' });
      expect(stderr).to.equal(
        lines('lab: installing npm packages', 'npm error network', 'lab: npm ci failed: see above.'),
      );
    });

    it('with what the build says when it fails', async () => {
      checkout.has('npm', 'echo "error TS1" ; exit 1');
      checkout.write('src/new.ts');
      checkout.touchLater('src/new.ts');
      const { exitCode, stdout, stderr } = await checkout.lab(['list']);
      expect({ exitCode, stdout }).to.deep.equal({ exitCode: 2, stdout: '' });
      expect(stderr).to.equal(lines('error TS1', 'lab: the build failed: see above.'));
    });
  });

  describe('without an engine', () => {
    for (const verb of ['start', 'reset', 'image', 'grade', 'selftest']) {
      it(`says for ${verb} what to install where there is no apt-get`, async () => {
        expectRefusal(
          await checkout.lab([verb, 'exp1']),
          'no container engine is installed, and this is neither Debian nor Ubuntu.',
          HOW,
        );
      });
    }

    const nobody: RunOptions = isRoot ? { uid: NOBODY } : {};

    it('says what to install to those who are not root, and installs nothing', async () => {
      checkout.has('apt-get', `touch "${checkout.folder}/installed"`);
      expectRefusal(
        await checkout.lab(['start', 'exp1', '--yes'], nobody),
        'no container engine is installed, and only root can install one.',
        HOW,
      );
      expect(existsSync(join(checkout.folder, 'installed'))).to.equal(false);
    });

    it('says to those who are not root how to start one that is installed', async () => {
      checkout.has('dockerd', 'exit 1');
      expectRefusal(
        await checkout.lab(['start', 'exp1'], nobody),
        'no container engine runs, and only root can start one.',
        'For example: sudo systemctl start docker',
      );
    });

    for (const words of [
      ['list'],
      ['doctor'],
      ['stop', '--all'],
      ['engine', 'start'],
      ['start', '--help'],
      ['start', '-h'],
    ]) {
      it(`calls lab ${words.join(' ')}, which can do without`, async () => {
        expect(await checkout.lab(words)).to.deep.equal({
          exitCode: 0,
          stdout: passedOn(checkout, ...words),
          stderr: '',
        });
      });
    }

    if (isRoot) {
      it('starts one as root where it is installed, then does what was typed', async () => {
        checkout.has('dockerd', 'exit 1');
        expect(await checkout.lab(['start', 'exp1'])).to.deep.equal({
          exitCode: 0,
          stdout: passedOn(checkout, 'start', 'exp1'),
          stderr: lines(
            'lab: starting an engine for the labs (lab engine stop ends it)',
            passedOn(checkout, 'engine', 'start'),
          ),
        });
      });

      it('installs one as root, where nobody can be asked, and says when that fails', async () => {
        checkout.has('apt-get', `${ECHO}; [ "$1" = update ]`);
        const install = ['install', '-qy', '--no-install-recommends', ...PACKAGES.split(' ')];
        expect(await checkout.lab(['start', 'exp1'])).to.deep.equal({
          exitCode: 2,
          stdout: '',
          stderr: lines(
            `lab: installing ${PACKAGES}`,
            ...['update', '-q', ...install].map((word) => `[${word}]`),
            'lab: apt-get failed: see above.',
            `lab: ${HOW}`,
          ),
        });
      });
    }
  });

  describe('leaves the engine alone', () => {
    it('that DOCKER_HOST names', async () => {
      const result = await checkout.lab(['start', 'exp1'], { env: { DOCKER_HOST: 'tcp://127.0.0.1:1' } });
      expect(result).to.deep.equal({ exitCode: 0, stdout: passedOn(checkout, 'start', 'exp1'), stderr: '' });
    });

    for (const [description, path, env] of [
      ['of the machine', 'docker.sock', {}],
      ['that is rootless', 'run/docker.sock', { XDG_RUNTIME_DIR: 'run' }],
      ['of Docker Desktop', '.docker/desktop/docker.sock', {}],
    ] as const) {
      it(`${description}, when its socket is there`, async () => {
        const socket = join(checkout.folder, path);
        mkdirSync(dirname(socket), { recursive: true });
        const server = createServer();
        await new Promise<void>((resolve) => server.listen(socket, resolve));
        try {
          const variables = Object.entries(env).map(([name, value]) => [name, join(checkout.folder, value)]);
          const result = await checkout.lab(['start', 'exp1'], { env: Object.fromEntries(variables) });
          expect(result).to.deep.equal({ exitCode: 0, stdout: passedOn(checkout, 'start', 'exp1'), stderr: '' });
        } finally {
          await new Promise((resolve) => server.close(resolve));
        }
      });
    }
  });
});
