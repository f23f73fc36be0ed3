import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Prober } from '../../../src/probes/prober.ts';
import type { RunningExec } from '../../../src/orchestrator/engine.ts';

const PAGE = '192.168.0.223 bbs';
const SPEC = {
  node: { name: 'lanclient', container: 'c', image: 'i', kernel: 'host', state: 'running' },
  address: '192.168.0.240',
  port: 80,
  path: '/',
  intervalMs: 20,
  patienceMs: 900,
  pages: [PAGE],
} as const;

/** @param answers until when, in milliseconds from now, an answer comes every so many milliseconds */
function proberHearing(...answers: { everyMs: number; untilMs: number; page?: string }[]): Prober {
  const stdout = new PassThrough();
  const exitCode = new Promise<number>(() => {});
  const running: RunningExec = {
    stdout,
    stderr: new PassThrough(),
    stdin: new PassThrough(),
    resize: async () => {},
    exitCode,
  };
  const begun = performance.now();
  void (async () => {
    for (const { everyMs, untilMs, page = PAGE } of answers)
      while (performance.now() - begun < untilMs) {
        stdout.write(`request 1795344183.553836 1795344183.554836 200 ${Buffer.from(page).toString('hex')}\n`);
        await sleep(everyMs);
      }
  })();
  return new Prober(SPEC, running);
}

describe('a client that asks at a steady pace', () => {
  const { signal } = new AbortController();

  it('is served once answers come at its pace, and not any more when they stop', async () => {
    const prober = proberHearing({ everyMs: 20, untilMs: 1500 });
    expect(await prober.settles(signal)).to.equal(true);
    await sleep(2500);
    expect(prober.isServed()).to.equal(false);
  }).timeout(6000);

  it('is not served by a page that no real server has', async () => {
    const sorry = proberHearing({ everyMs: 20, untilMs: 1000, page: 'sorry, back soon' });
    await sleep(600);
    expect(sorry.isServed()).to.equal(false);
  });

  it('is waited for while a busy machine answers by fits and starts', async () => {
    const prober = proberHearing({ everyMs: 200, untilMs: 4000 }, { everyMs: 20, untilMs: 6000 });
    expect(await prober.settles(signal)).to.equal(true);
  }).timeout(10_000);

  it('is not waited for where nobody answers', async () => {
    const begun = performance.now();
    expect(await proberHearing().settles(signal)).to.equal(false);
    expect(await proberHearing({ everyMs: 200, untilMs: 1000 }).settles(signal)).to.equal(false);
    expect(performance.now() - begun).to.be.lessThan(9000);
  }).timeout(10_000);
});
