/**
 * Solutions written by hand, in tests/solutions/LAB: each right one scores full marks, each wrong one fails the checks that
 * wrong.yaml says, and the report names its true cause. SOLUTIONS=all grades every one, SOLUTIONS=exp1,arp those of these labs,
 * otherwise one of each lab. In the end a matrix, and how many are misjudged.
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
const WANTED = process.env['SOLUTIONS'] ?? '';
const IS_SAMPLE = WANTED === '';
const LEAST = 10;
/** Of all wrong ones, how many percent are told with their true cause. */
const LEAST_NAMED = 95;
const TIMEOUT_MS = 7_200_000;

interface Wrong {
  /** The first checks that fail; those that need them are not judged. */
  fails: string[];
  /** Of `fails`, those that depend on the addresses that clients have by chance. */
  perhaps?: string[];
  /** `HOP on NODE`, or several of which one is named when several are broken alike; null: the report names none. */
  cause: string | (string | null)[] | null;
  /** Where `cause` is null: what the reason of one of the checks says of it. */
  told?: string;
  /** Why no report names the cause; such a one counts for nothing but its verdict. */
  untold?: string;
}

interface Graded extends CheckReport {
  submission: string;
  state: State;
  notes: string[];
  cause: { hop: string; node: string; seen: string } | null;
}

/** A solution, what it came to, and what is not as it should be. */
interface Row {
  labId: string;
  name: string;
  verdict: string;
  cause: string;
  expected: string;
  problems: string[];
  /** Wrong, and its cause can be named. */
  isWrong: boolean;
  isNamed: boolean;
}

type Kind = 'right' | 'wrong';
const KINDS: readonly Kind[] = ['right', 'wrong'];

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).toSorted() : []);
const namesOf = (labId: string, kind: Kind): string[] => namesIn(join(SOLUTIONS, labId, kind));

/**
 * All, or one: of one lab a right one, of the next a wrong one. Not the same place of the list in each lab: ways that many labs share
 * begin with the same letters.
 */
function sampleOf(labId: string, kind: Kind, index: number): string[] {
  const names = namesOf(labId, kind);
  if (!IS_SAMPLE) return names;
  return kind === KINDS[index % KINDS.length]
    ? names.slice(Math.floor(((index % 5) / 5) * names.length)).slice(0, 1)
    : [];
}

const wrongOf = (labId: string): Record<string, Wrong> =>
  parse(readFileSync(join(SOLUTIONS, labId, 'wrong.yaml'), 'utf8')) as Record<string, Wrong>;

const temporary = mkdtempSync(join(tmpdir(), 'lvs-lab-e2e-solutions-'));

/** Grades the wanted solutions in one call; the result of each by `right-NAME` and `wrong-NAME`. */
async function grade(labId: string, wanted: Record<Kind, string[]>): Promise<Map<string, Graded>> {
  const folder = join(temporary, labId);
  for (const kind of KINDS)
    for (const name of wanted[kind])
      cpSync(join(SOLUTIONS, labId, kind, name), join(folder, `${kind}-${name}`), { recursive: true });
  const words = ['grade', folder, '--lab', labId, '-o', join(temporary, `${labId}-graded`), '--json', '--lang', 'en'];
  const { exitCode, stdout, stderr } = await lab(words, { timeoutMs: TIMEOUT_MS });
  if (exitCode > 1) throw new Error(`lab grade exited ${exitCode}\n${stderr}`);
  const { submissions } = JSON.parse(stdout) as { submissions: Graded[] };
  return new Map(submissions.map((one) => [one.submission, one]));
}

const causeOf = ({ cause }: Graded): string | null => cause && `${cause.hop} on ${cause.node}`;
const causesOf = ({ cause }: Wrong): (string | null)[] => [cause].flat();
const reasonsOf = ({ checks }: Graded): string[] => checks.flatMap(({ reason }) => reason ?? []);

function rightRow(labId: string, name: string, report: Graded): Row {
  const { checks, state, passed, points, maxPoints, notes } = report;
  const missed = checks.filter((one) => one.passed !== true).map(({ id, reason }) => `${id}: ${reason}`);
  const isFine = state === 'judged' && passed && points === maxPoints;
  return {
    labId,
    name: `right/${name}`,
    verdict: `${points}/${maxPoints}`,
    cause: causeOf(report) ?? '',
    expected: '',
    problems: isFine && missed.length === 0 ? [] : [`${state}, ${points}/${maxPoints}`, ...missed, ...notes],
    isWrong: false,
    isNamed: false,
  };
}

function wrongRow(labId: string, name: string, wanted: Wrong, report: Graded): Row {
  const { failed } = outcomes(report);
  const { state, points, maxPoints } = report;
  const named = causeOf(report);
  const isTold = wanted.told !== undefined && reasonsOf(report).some((one) => one.includes(wanted.told ?? ''));
  const isCause = causesOf(wanted).includes(named);
  const { perhaps = [] } = wanted;
  const surely = (ids: string[]): string => ids.filter((id) => !perhaps.includes(id)).join();
  const isFailing =
    surely(failed) === surely(wanted.fails) && failed.every((id) => wanted.fails.includes(id)) && points < maxPoints;
  return {
    labId,
    name: `wrong/${name}`,
    verdict: `${points}/${maxPoints} ${failed.join(', ')}`,
    cause: named ?? (isTold ? '(told by the check)' : ''),
    expected: causesOf(wanted).join(' / '),
    problems: [
      ...(state === 'judged' ? [] : [`${state}, expected judged`]),
      ...(isFailing ? [] : [`fails ${failed.join(', ') || 'nothing'}, expected ${wanted.fails.join(', ')}`]),
      ...(isCause ? [] : [`the cause is ${named} (${report.cause?.seen}), expected ${causesOf(wanted).join(' or ')}`]),
      ...(wanted.told === undefined || isTold
        ? []
        : [`no reason says "${wanted.told}": ${reasonsOf(report).join('; ')}`]),
    ],
    isWrong: wanted.untold === undefined,
    isNamed: isCause && (named !== null || isTold),
  };
}

const LABS = namesIn(SOLUTIONS)
  .filter((name) => existsSync(join(SOLUTIONS, name, 'wrong.yaml')))
  .filter((name) => IS_SAMPLE || WANTED === 'all' || WANTED.split(',').includes(name));
const rows: Row[] = [];

describe('solutions', function () {
  this.timeout(TIMEOUT_MS);
  after(() => rmSync(temporary, { recursive: true, force: true }));

  for (const [index, labId] of LABS.entries()) {
    describe(labId, () => {
      const wrong = wrongOf(labId);
      const wanted = {
        right: sampleOf(labId, 'right', index),
        wrong: sampleOf(labId, 'wrong', index),
      };
      const mine = new Map<string, Row>();
      before(async () => {
        const graded = await grade(labId, wanted);
        for (const kind of KINDS)
          for (const name of wanted[kind]) {
            const report = graded.get(`${kind}-${name}`) ?? expect.fail(`${kind}/${name} was not graded`);
            const row =
              kind === 'right'
                ? rightRow(labId, name, report)
                : wrongRow(labId, name, wrong[name] ?? { fails: [], cause: null }, report);
            mine.set(row.name, row);
            rows.push(row);
          }
      });

      it('are many, and wrong.yaml tells of each wrong one', () => {
        for (const kind of KINDS) expect(namesOf(labId, kind).length, kind).to.be.at.least(LEAST);
        expect(Object.keys(wrong)).to.have.members(namesOf(labId, 'wrong'));
      });

      for (const kind of KINDS)
        for (const name of wanted[kind])
          it(`${kind}: ${name}`, () => {
            expect(mine.get(`${kind}/${name}`)?.problems ?? ['not graded']).to.deep.equal([]);
          });
    });
  }

  // In a suite of its own: tests of the outer one run before those of the labs.
  describe('all together', () => {
    it('none is misjudged, and nearly all wrong ones are told with their true cause', () => {
      expect(rows.length).to.be.at.least(LABS.length);
      const misjudged = rows.filter(({ problems }) => problems.length > 0);
      const wrong = rows.filter(({ isWrong }) => isWrong);
      const named = wrong.filter(({ isNamed }) => isNamed);
      const head = ['lab', 'solution', 'verdict', 'cause named', 'cause expected', ''];
      const lines = rows.map((one) => [
        one.labId,
        one.name,
        one.verdict,
        one.cause,
        one.expected,
        one.problems.length > 0 ? 'MISJUDGED' : '',
      ]);
      const sum = `${rows.length} solutions, ${misjudged.length} misjudged; ${named.length} of ${wrong.length} wrong ones told with their true cause`;
      // oxlint-disable-next-line no-console
      console.log(`${table([head, ...lines])}\n${sum}`);
      expect(misjudged.map(({ labId, name, problems }) => `${labId} ${name}: ${problems.join('; ')}`)).to.deep.equal(
        [],
      );
      // One of a small sample is more than 5 percent.
      if (!IS_SAMPLE) expect((100 * named.length) / wrong.length).to.be.at.least(LEAST_NAMED);
    });
  });
});
