/** The command line without an engine, with a home of its own and in English. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

/** Expects exit code 2, and on standard error the message and the hint and nothing else. */
export function expectRefusal(result: LabResult, message: string, hint?: string): void {
  const stderr = [`lab: ${message}`, ...(hint === undefined ? [] : [hint])].join('\n');
  expect(result).to.deep.equal({ exitCode: 2, stdout: '', stderr });
}
