/**
 * A class of exp1 graded as `lab grade` does it, then one submission after another: the verdicts of both must be the same.
 * `npm run bench:class -- 60 --timeout 60` needs an engine and the images. What follows the size goes to `lab grade`.
 */
import { execa } from 'execa';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClassReport, Result } from '../src/actions/grade/result.ts';
import { placesFrom } from '../src/orchestrator/places.ts';
import { classOf } from '../tests/helpers/class.ts';
import { LAB } from '../tests/helpers/judge.ts';

const GIB = 1024 ** 3;

const [size = '60', ...options] = process.argv.slice(2);
const { root } = placesFrom(process.env);
const folder = mkdtempSync(join(tmpdir(), 'lvs-lab-bench-class-'));

async function grade(name: string, ...words: string[]): Promise<ClassReport> {
  const command = ['grade', join(folder, 'class'), '-o', join(folder, name), '--lab', 'exp1', '--json', ...words];
  const { exitCode, stdout, stderr } = await execa(process.execPath, [join(root, 'dist/cli/main.js'), ...command], {
    reject: false,
  });
  if (exitCode !== 0 && exitCode !== 1) throw new Error(`lab grade exited ${exitCode}: ${stderr.slice(-400)}`);
  return JSON.parse(stdout) as ClassReport;
}

/** What a student is told: how it ended, the points, and each check. */
const verdictOf = ({ state, points, checks }: Result): string =>
  [state, points, ...checks.map(({ id, passed }) => `${id}=${passed}`)].join(' ');

const describe = ({ durationMs, addedUpMs, workers, machine, submissions }: ClassReport): string =>
  [
    `${submissions.length} submissions in ${Math.round(durationMs / 1000)} s`,
    `${workers.count} at once (${workers.boundBy})`,
    `added up ${Math.round(addedUpMs / 1000)} s`,
    `processors ${Math.round((machine.cpuBusy ?? 0) * 100)} % busy`,
    `${((machine.peakMemoryBytes ?? 0) / GIB).toFixed(1)} GiB at the most`,
  ].join(', ');

try {
  mkdirSync(join(folder, 'class'));
  for (const member of classOf(LAB, Number(size))) await member.write(join(folder, 'class'));
  const together = await grade('together', ...options);
  process.stdout.write(`together: ${describe(together)}\n`);
  const alone = await grade('alone', '--workers', '1', ...options);
  process.stdout.write(`one by one: ${describe(alone)}\n`);
  process.stdout.write(`${(alone.durationMs / together.durationMs).toFixed(1)} times as fast together\n`);
  for (const one of alone.submissions) {
    const other = together.submissions.find(({ submission }) => submission === one.submission);
    if (other && verdictOf(other) === verdictOf(one)) continue;
    process.stdout.write(`${one.submission}: alone ${verdictOf(one)}\n    together ${other && verdictOf(other)}\n`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
