import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { LabError } from '../../../src/errors.ts';
import { withLock } from '../../../src/orchestrator/lock.ts';

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.fail('nothing was thrown'),
    (error: unknown) => error,
  );

describe('withLock', () => {
  let cacheDir: string;
  const locks = (): string[] => readdirSync(join(cacheDir, 'locks'));
  const lockFile = (): string => join(cacheDir, 'locks', 'mine.json');

  /** A lock that somebody left. */
  const leave = (text: string): void => {
    mkdirSync(join(cacheDir, 'locks'), { recursive: true });
    writeFileSync(lockFile(), text);
  };

  beforeEach(() => {
    cacheDir = mkdtempSync(join(tmpdir(), 'lab-lock-'));
  });
  afterEach(() => rmSync(cacheDir, { recursive: true }));

  it('is held while the work goes on, by this process, and released after it', async () => {
    const result = await withLock(cacheDir, 'mine', 'start exp1', async () => {
      expect(locks()).to.deep.equal(['mine.json']);
      expect(JSON.parse(readFileSync(lockFile(), 'utf8'))).to.include({ pid: process.pid, command: 'start exp1' });
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
      expect(locks()).to.deep.equal(['mine.json']);
    });
    expect(locks()).to.deep.equal([]);
  });

  it('does not hinder other instances', async () => {
    const result = await withLock(cacheDir, 'mine', 'start exp1', () =>
      withLock(cacheDir, 'yours', 'start exp1', async () => locks()),
    );
    expect(result).to.have.members(['mine.json', 'yours.json']);
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
        return JSON.stringify({ pid, started: '12345', command: 'start exp1' });
      },
    },
    {
      description: 'a process whose number somebody else has by now',
      text: () => JSON.stringify({ pid: process.pid, started: '1', command: 'start exp1' }),
    },
    { description: 'nobody: it is empty', text: () => '' },
    { description: 'nobody: it is no JSON', text: () => '{"pid":' },
    { description: 'nobody: it is something else', text: () => 'null' },
  ];
  for (const { description, text } of leftovers) {
    it(`is taken over from ${description}`, async () => {
      leave(text());
      const holder = await withLock(cacheDir, 'mine', 'stop exp1', async () => readFileSync(lockFile(), 'utf8'));
      expect(JSON.parse(holder)).to.include({ pid: process.pid, command: 'stop exp1' });
      expect(locks()).to.deep.equal([]);
    });
  }
});
