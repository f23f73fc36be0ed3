/** The command line without an engine, with a home of its own and in English. */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { lab, ROOT, type LabOptions, type LabResult } from './lab.ts';

export const MAIN = join(ROOT, 'dist/cli/main.js');

/** For what the tests write; removed after the last one. */
export const FOLDER = mkdtempSync(join(tmpdir(), 'lvs-lab-cli-'));
after(() => rmSync(FOLDER, { recursive: true, force: true }));

export const NO_SOCKET = 'unix:///nonexistent.sock';

export const OFFLINE = {
  DOCKER_HOST: NO_SOCKET,
  LAB_HOME: join(FOLDER, 'home'),
  LAB_LANG: '',
  LC_ALL: '',
  LC_MESSAGES: '',
};

export const offline = (words: string[], { env, ...options }: LabOptions = {}): Promise<LabResult> =>
  lab(words, { ...options, env: { ...OFFLINE, ...env } });

/**
 * Registers a hook that makes all the calls, as many at once as there are processors.
 * @returns the result of a call, for its test
 */
export function together(calls: { words: string[]; env?: Record<string, string> }[]): (index: number) => LabResult {
  const results: LabResult[] = [];
  before(async function () {
    this.timeout(60_000);
    const queue = calls.entries();
    const work = async (): Promise<void> => {
      for (const [index, { words, env = {} }] of queue) results[index] = await offline(words, { env });
    };
    await Promise.all(Array.from({ length: availableParallelism() }, work));
  });
  return (index) => results[index] ?? { exitCode: -1, stdout: '', stderr: 'was not run' };
}

/** Expects exit code 2, and on standard error the message and the hint and nothing else. */
export function expectRefusal(result: LabResult, message: string, hint?: string): void {
  const stderr = [`lab: ${message}`, ...(hint === undefined ? [] : [hint])].join('\n');
  expect(result).to.deep.equal({ exitCode: 2, stdout: '', stderr });
}
