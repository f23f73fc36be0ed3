import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { execa } from 'execa';
import { LabError } from '../../../src/util/errors.ts';
import { requireFree, withLock } from '../../../src/orchestrator/lock.ts';
import { nameOfThisProcess } from '../../../src/orchestrator/processes.ts';

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.fail('nothing was thrown'),
    (error: unknown) => error,
  );

describe('withLock', () => {
  let cacheDir: string;
  let own: string;
  const locks = (): string[] => readdirSync(join(cacheDir, 'locks'));
  const lockPath = (): string => join(cacheDir, 'locks', 'mine');

  /** A lock that somebody left. */
  const leave = (text: string, name = 'mine'): void => {
    mkdirSync(join(cacheDir, 'locks'), { recursive: true });
    symlinkSync(text, join(cacheDir, 'locks', name));
  };

  /** The claim of a process that had this one's number before, and started then. */
  const earlier = (started: number): string => {
    const [pid, , boot] = own.split(' ');
    return JSON.stringify({ process: `${pid} ${started} ${boot}`, command: 'start exp1' });
  };

  before(async () => (own = await nameOfThisProcess()));
  beforeEach(() => {
    cacheDir = mkdtempSync(join(tmpdir(), 'lab-lock-'));
  });
  afterEach(() => rmSync(cacheDir, { recursive: true }));

  it('is held while the work goes on, by this process, and released after it', async () => {
    const result = await withLock(cacheDir, 'mine', 'start exp1', async () => {
      expect(locks()).to.deep.equal(['mine']);
      expect(JSON.parse(readlinkSync(lockPath()))).to.deep.equal({ process: own, command: 'start exp1' });
      return 42;
    });
    expect(result).to.equal(42);
    expect(locks()).to.deep.equal([]);
  });

  it('is released when the work throws, whose error it throws', async () => {
    const mine = new Error('mine');
    expect(await failure(withLock(cacheDir, 'mine', 'start exp1', () => Promise.reject(mine)))).to.equal(mine);
    expect(locks()).to.deep.equal([]);
  });

  it('is refused while a live process holds it, which goes on undisturbed', async () => {
    await withLock(cacheDir, 'mine', 'start exp1', async () => {
      const error = await failure(withLock(cacheDir, 'mine', 'stop exp1', () => expect.fail('two at once')));
      expect(error).to.be.instanceOf(LabError);
      expect(error).to.include({
        code: 'INSTANCE_BUSY',
        message: `"mine" is in use: \`lab start exp1\` (process ${process.pid}) is at work on it`,
        hint: 'Wait until it ends, or stop it with Ctrl-C.',
      });
      expect(error).to.have.nested.property('cause.code', 'EEXIST');
      expect(locks()).to.deep.equal(['mine']);
    });
    expect(locks()).to.deep.equal([]);
  });

  it('does not hinder other instances', async () => {
    const result = await withLock(cacheDir, 'mine', 'start exp1', () =>
      withLock(cacheDir, 'yours', 'start exp1', async () => locks()),
    );
    expect(result).to.have.members(['mine', 'yours']);
  });

  it('lets one of many in, when all come at once', async () => {
    let inside = 0;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        withLock(cacheDir, 'mine', 'start exp1', async () => {
          inside += 1;
          await new Promise((resolve) => setImmediate(resolve));
          expect(inside).to.equal(1);
          inside -= 1;
        }),
      ),
    );
    const busy = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason as LabError);
    expect(outcomes.length - busy.length).to.be.greaterThan(0);
    for (const { code } of busy) expect(code).to.equal('INSTANCE_BUSY');
    expect(locks()).to.deep.equal([]);
  });

  const leftovers = [
    {
      description: 'a process that ended',
      text: () => {
        const pid = Number(execFileSync('/bin/sh', ['-c', 'echo $$'], { encoding: 'utf8' }));
        return JSON.stringify({ process: `${pid} 12345 boot`, command: 'start exp1' });
      },
    },
    {
      description: 'a process whose number somebody else has by now',
      text: () => earlier(1),
    },
    { description: 'nobody: it is no JSON', text: () => '{"pid":' },
    { description: 'nobody: it is something else', text: () => 'null' },
  ];
  for (const { description, text } of leftovers) {
    it(`is taken over from ${description}`, async () => {
      leave(text());
      const holder = await withLock(cacheDir, 'mine', 'stop exp1', async () => readlinkSync(lockPath()));
      expect(JSON.parse(holder)).to.deep.equal({ process: own, command: 'stop exp1' });
      expect(locks()).to.deep.equal([]);
    });
  }

  it('is taken over from what is no lock', async () => {
    mkdirSync(join(cacheDir, 'locks'), { recursive: true });
    writeFileSync(lockPath(), '');
    await withLock(cacheDir, 'mine', 'stop exp1', async () => expect(readlinkSync(lockPath())).to.contain('stop exp1'));
    expect(locks()).to.deep.equal([]);
  });

  /** What a process that was killed while it took a lock over leaves: the lock, and its own on the lock's heirs. */
  const leaveHeirs = (name: string): void => {
    let lock = name;
    for (const started of [1, 2, 3]) {
      const text = earlier(started);
      leave(text, lock);
      lock = `${lock}.${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
    }
  };

  it('is taken over from processes that died while they took it over', async () => {
    leaveHeirs('mine');
    expect(locks()).to.have.length(3);
    await withLock(cacheDir, 'mine', 'stop exp1', async () => expect(locks()).to.deep.equal(['mine']));
    expect(locks()).to.deep.equal([]);
  });

  it('that is dead goes to one process of many that come at the same instant, many times over', async () => {
    const rounds = 120;
    const everyMs = 8;
    for (let index = 0; index < rounds; index += 1) {
      if (index % 3 === 0) leaveHeirs(`r${index}`);
      else leave(earlier(1), `r${index}`);
    }
    const racer = fileURLToPath(new URL('../../helpers/lock-racer.ts', import.meta.url));
    const words = ['--import', 'tsx', racer, cacheDir, String(rounds), String(Date.now() + 2000), String(everyMs)];
    const racers = await Promise.all(Array.from({ length: 6 }, () => execa(process.execPath, words)));
    const said = racers.map(({ stdout }) => stdout.split('\n'));
    expect(said.map(({ length }) => length)).to.deep.equal(said.map(() => rounds));
    // A second one inside, or a lock taken from its holder, is an error that says so.
    expect(new Set(said.flat())).to.deep.equal(new Set(['won', 'busy']));
    for (let index = 0; index < rounds; index += 1) expect(said.map((one) => one[index])).to.include('won');
    expect(locks()).to.deep.equal([]);
  }).timeout(30_000);
});

describe('requireFree', () => {
  let cacheDir: string;
  beforeEach(() => {
    cacheDir = mkdtempSync(join(tmpdir(), 'lab-lock-'));
  });
  afterEach(() => rmSync(cacheDir, { recursive: true }));

  it('passes where nobody holds the lock, and where its holder is gone', async () => {
    await requireFree(cacheDir, 'mine');
    mkdirSync(join(cacheDir, 'locks'));
    const gone = JSON.stringify({ process: '1 2 3', command: 'start exp1' });
    symlinkSync(gone, join(cacheDir, 'locks', 'mine'));
    await requireFree(cacheDir, 'mine');
    expect(readlinkSync(join(cacheDir, 'locks', 'mine'))).to.equal(gone);
  });

  it('says who holds it', async () => {
    await withLock(cacheDir, 'mine', 'check exp2', async () => {
      await requireFree(cacheDir, 'another');
      expect(await failure(requireFree(cacheDir, 'mine'))).to.include({
        code: 'INSTANCE_BUSY',
        message: `"mine" is in use: \`lab check exp2\` (process ${process.pid}) is at work on it`,
      });
    });
  });
});
