/**
 * Solutions written by hand, in tests/solutions/LAB: each right one scores full marks, each wrong one fails the checks that
 * wrong.yaml says, and the report names its true cause, where that is known. SOLUTIONS=all grades every one, otherwise a few of each lab.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import type { State } from '../../src/actions/grade/result.ts';
import { table } from '../../src/util/wrap.ts';
import { lab, outcomes, ROOT, type CheckReport } from '../helpers/lab.ts';

const SOLUTIONS = join(ROOT, 'tests/solutions');
const IS_ALL = process.env['SOLUTIONS'] === 'all';
/** Of each lab's right ones and of its wrong ones, where not all are graded. */
const SAMPLE = 3;
const LEAST = 10;

interface Wrong {
  fails: string[];
  /** `HOP on NODE`; null: the report names none; absent: nobody has looked yet whether what is named is true. */
  cause?: string | null;
}

interface Graded extends CheckReport {
  submission: string;
  state: State;
  notes: string[];
  cause: { hop: string; node: string } | null;
}

const namesIn = (folder: string): string[] => readdirSync(folder).toSorted();

/** Spread over the names, so that a sample has solutions of different kinds. */
function sampleOf(names: string[]): string[] {
  if (IS_ALL || names.length <= SAMPLE) return names;
  return Array.from({ length: SAMPLE }, (_, index) => names[Math.floor((index * names.length) / SAMPLE)] as string);
}

const temporary = mkdtempSync(join(tmpdir(), 'lvs-lab-e2e-solutions-'));
after(() => rmSync(temporary, { recursive: true, force: true }));

/** Grades the wanted solutions in one call; the result of each by `right-NAME` and `wrong-NAME`. */
async function grade(labId: string, wanted: Record<'right' | 'wrong', string[]>): Promise<Map<string, Graded>> {
  const folder = join(temporary, labId);
  for (const kind of ['right', 'wrong'] as const)
    for (const name of wanted[kind])
      cpSync(join(SOLUTIONS, labId, kind, name), join(folder, `${kind}-${name}`), { recursive: true });
  const words = ['grade', folder, '--lab', labId, '-o', join(temporary, `${labId}-graded`), '--json'];
  const { exitCode, stdout, stderr } = await lab(words, { timeoutMs: 3_600_000 });
  if (exitCode > 1) throw new Error(`lab grade exited ${exitCode}\n${stderr}`);
  const { submissions } = JSON.parse(stdout) as { submissions: Graded[] };
  return new Map(submissions.map((one) => [one.submission, one]));
}

/** What each came to, a line a solution. */
function printMatrix(labId: string, graded: Map<string, Graded>): void {
  const rows = [...graded.values()].map((one) => [
    `      ${one.submission}`,
    `${one.points}/${one.maxPoints}`,
    outcomes(one).failed.join(', '),
    causeOf(one) ?? '',
  ]);
  // oxlint-disable-next-line no-console
  console.log(`      ${labId}\n${table(rows)}`);
}

const causeOf = ({ cause }: Graded): string | null => cause && `${cause.hop} on ${cause.node}`;

const expectations = (labId: string): Record<string, Wrong> => {
  const file = join(SOLUTIONS, labId, 'wrong.yaml');
  return parse(readFileSync(file, 'utf8')) as Record<string, Wrong>;
};

const LABS = namesIn(SOLUTIONS).filter((name) => existsSync(join(SOLUTIONS, name, 'wrong.yaml')));

for (const labId of LABS) {
  describe(`solutions of ${labId}`, function () {
    this.timeout(3_600_000);
    const wrong = expectations(labId);
    const names = { right: namesIn(join(SOLUTIONS, labId, 'right')), wrong: namesIn(join(SOLUTIONS, labId, 'wrong')) };
    const wanted = { right: sampleOf(names.right), wrong: sampleOf(names.wrong) };
    let graded = new Map<string, Graded>();
    before(async () => void (graded = await grade(labId, wanted)));
    after(() => printMatrix(labId, graded));
    const result = (name: string): Graded => graded.get(name) ?? expect.fail(`${name} was not graded`);

    it('are many, and wrong.yaml tells of each wrong one', () => {
      expect(names.right.length).to.be.at.least(LEAST);
      expect(names.wrong.length).to.be.at.least(LEAST);
      expect(Object.keys(wrong)).to.have.members(names.wrong);
    });

    for (const name of wanted.right) {
      it(`right: ${name}`, () => {
        const { checks, ...rest } = result(`right-${name}`);
        const missed = checks.filter(({ passed }) => passed !== true).map(({ id, reason }) => `${id}: ${reason}`);
        expect(missed).to.deep.equal([]);
        expect(rest).to.deep.include({ state: 'judged', passed: true, points: rest.maxPoints, notes: [] });
      });
    }

    for (const name of wanted.wrong) {
      const { fails, cause } = wrong[name] ?? { fails: [] };
      it(`wrong: ${name} fails ${fails.join(', ')}${cause ? `, because of ${cause}` : ''}`, () => {
        const report = result(`wrong-${name}`);
        expect(report.state).to.equal('judged');
        expect(outcomes(report).failed).to.deep.equal(fails);
        expect(report.points).to.be.lessThan(report.maxPoints);
        if (cause !== undefined) expect(causeOf(report)).to.equal(cause);
      });
    }
  });
}
