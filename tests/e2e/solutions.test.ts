/** Solutions of experiment 1 that are written by hand: any right one scores full marks, and a wrong one fails where it is wrong. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import type { State } from '../../src/grade/result.ts';
import type { WorkersPlan } from '../../src/grade/workers.ts';
import { lab, outcomes, ROOT, type CheckReport } from '../helpers/lab.ts';

const SOLUTIONS = join(ROOT, 'tests/solutions');
const FAILS = parse(readFileSync(join(SOLUTIONS, 'wrong.yaml'), 'utf8')) as Record<string, string[]>;
const OUT = mkdtempSync(join(tmpdir(), 'lvs-lab-e2e-solutions-'));
after(() => rmSync(OUT, { recursive: true, force: true }));

interface Graded extends CheckReport {
  submission: string;
  state: State;
  notes: string[];
}

interface ClassDocument {
  durationMs: number;
  workers: WorkersPlan;
  machine: { cpuBusy: number | null };
  submissions: Graded[];
}

const namesIn = (folder: string): string[] => readdirSync(join(SOLUTIONS, folder));

function graded(folder: string): (name: string) => Graded {
  let seen: ClassDocument | undefined;
  before(async () => {
    const words = ['grade', join(SOLUTIONS, folder), '--lab', 'exp1', '-o', join(OUT, folder), '--json'];
    const { exitCode, stdout, stderr } = await lab(words, { timeoutMs: 1_800_000 });
    if (exitCode > 1) throw new Error(`lab grade exited ${exitCode}\n${stderr}`);
    seen = JSON.parse(stdout) as ClassDocument;
    const { durationMs, workers, machine, submissions } = seen;
    const busy = machine.cpuBusy === null ? '' : `, processors ${Math.round(machine.cpuBusy * 100)} % busy`;
    const seconds = Math.round(durationMs / 1000);
    // oxlint-disable-next-line no-console
    console.log(`      ${submissions.length} in ${seconds} s, ${workers.count} at once (${workers.boundBy})${busy}`);
  });
  return (name) => seen?.submissions.find(({ submission }) => submission === name) ?? expect.fail(name);
}

describe('right solutions', function () {
  this.timeout(1_800_000);
  const result = graded('right');

  it('are twenty at least', () => expect(namesIn('right').length).to.be.at.least(20));

  for (const name of namesIn('right')) {
    it(`${name} scores full marks`, () => {
      const { checks, ...rest } = result(name);
      const missed = checks.filter(({ passed }) => passed !== true).map(({ id, reason }) => `${id}: ${reason}`);
      expect(missed).to.deep.equal([]);
      expect(rest).to.deep.include({ state: 'judged', passed: true, points: rest.maxPoints, notes: [] });
    });
  }
});

describe('wrong solutions', function () {
  this.timeout(1_800_000);
  const result = graded('wrong');

  it('are twenty at least, and wrong.yaml tells of each', () => {
    expect(namesIn('wrong').length).to.be.at.least(20);
    expect(Object.keys(FAILS)).to.have.members(namesIn('wrong'));
  });

  for (const [name, fails] of Object.entries(FAILS)) {
    it(`${name} fails ${fails.join(', ')}`, () => {
      const report = result(name);
      expect(outcomes(report).failed).to.deep.equal(fails);
      expect(report.state).to.equal('judged');
      expect(report.points).to.be.lessThan(report.maxPoints);
    });
  }
});
