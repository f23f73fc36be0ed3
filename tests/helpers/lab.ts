/** The real command line as a process. */
import { readdirSync } from 'node:fs';
import { execa } from 'execa';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The labs that there are, in the order of their names. */
export const LABS = readdirSync(join(ROOT, 'labs'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .toSorted();
const MAIN = join(ROOT, 'dist/cli/main.js');

export interface LabResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface LabOptions {
  env?: Record<string, string>;
  input?: string;
  cwd?: string;
  signal?: AbortSignal;
  timeoutMs?: number;
}

export async function lab(
  words: string[],
  { env = {}, input = '', cwd = ROOT, signal, timeoutMs = 110_000 }: LabOptions = {},
): Promise<LabResult> {
  const result = await execa(process.execPath, [MAIN, ...words], {
    env: { LANG: 'C.UTF-8', ...env },
    input,
    cwd,
    reject: false,
    timeout: timeoutMs,
    ...(signal ? { cancelSignal: signal, gracefulCancel: false } : {}),
  });
  return { exitCode: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr };
}

/** Runs it and expects it to be fine. */
export async function labFine(words: string[], options?: LabOptions): Promise<string> {
  const { exitCode, stdout, stderr } = await lab(words, options);
  if (exitCode !== 0) throw new Error(`lab ${words.join(' ')} exited ${exitCode}\n${stdout}\n${stderr}`);
  return stdout;
}

export interface CheckReport {
  passed: boolean;
  points: number;
  maxPoints: number;
  checks: {
    id: string;
    passed: boolean | null;
    points: number;
    maxPoints: number;
    reason: string | null;
    hint: string | null;
    evidence: string[];
  }[];
}

/** `lab check --json`, with its exit code held to what it says. */
export async function checkReport(labId: string, instance: string, only: string[] = []): Promise<CheckReport> {
  const words = ['check', labId, '--as', instance, '--json', ...only.flatMap((id) => ['--only', id])];
  const { exitCode, stdout, stderr } = await lab(words);
  if (exitCode > 1) throw new Error(`lab ${words.join(' ')} exited ${exitCode}\n${stdout}\n${stderr}`);
  const report = JSON.parse(stdout) as CheckReport;
  if ((exitCode === 0) !== report.passed) throw new Error(`exit code ${exitCode} with passed ${report.passed}`);
  return report;
}

/** Ids of the checks by what they came to. */
export function outcomes({ checks }: CheckReport): { passed: string[]; failed: string[]; notJudged: string[] } {
  const ids = (wanted: boolean | null): string[] =>
    checks.filter(({ passed }) => passed === wanted).map(({ id }) => id);
  return { passed: ids(true), failed: ids(false), notJudged: ids(null) };
}

/** A script on a node; its output. */
export async function onNode(labId: string, instance: string, node: string, script: string): Promise<string> {
  return labFine(['exec', labId, node, '--as', instance, '--', 'bash', '-ec', script]);
}
