import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { variantOf } from '../../src/lab/variant.ts';
import { archiveOf, manifestOf, solution } from '../helpers/class.ts';
import { LAB } from '../helpers/judge.ts';
import { checkReport, lab, labFine } from '../helpers/lab.ts';

const INSTANCE = 'e2e-variant';
const FOLDER = mkdtempSync(join(tmpdir(), 'lvs-lab-e2e-variants-'));
after(() => rmSync(FOLDER, { recursive: true, force: true }));

const ALICE = variantOf(LAB, 'alice').lab;
const VIP = ALICE.vars['vip'] ?? '';
/** What a solution with other addresses gets right: what has none. */
const WITHOUT_ADDRESSES = ['timeouts', 'forward'];

const scoringIn = (checks: { id: string; points: number; passed: boolean | null }[]): string[] =>
  checks.filter(({ passed, points }) => passed === true && points > 0).map(({ id }) => id);

const stepsIn = async (words: string[]): Promise<{ id: string; state: string }[]> => {
  const { steps } = JSON.parse((await lab([...words, '--json'])).stdout) as {
    steps: { id: string; state: string }[];
  };
  return steps.map(({ id, state }) => ({ id, state }));
};

describe('an instance of a variant', function () {
  this.timeout(300_000);
  before(() => labFine(['start', 'exp1', '--as', INSTANCE, '--variant', 'Alice', '--solve']));
  after(() => labFine(['stop', 'exp1', '--as', INSTANCE]));

  it('is solved by its own reference commands', async () => {
    expect(await checkReport('exp1', INSTANCE)).to.deep.include({ passed: true, points: 100 });
  });

  it('has its steps done, in status and guide as in the check', async () => {
    const as = ['exp1', '--as', INSTANCE];
    const checked = await stepsIn(['check', ...as]);
    expect(checked.map(({ state }) => state)).to.have.members([
      'unchecked',
      ...Array.from({ length: 7 }, () => 'done'),
    ]);
    expect(await stepsIn(['status', ...as])).to.deep.equal(checked);
    expect(await stepsIn(['guide', ...as])).to.deep.equal(checked);
  });

  it('is known as what it is without being told again', async () => {
    const as = ['exp1', '--as', INSTANCE];
    expect(JSON.parse(await labFine(['status', ...as, '--json']))).to.deep.include({
      variant: 'alice',
      vip: { [VIP]: ['lvs01'] },
    });
    expect(await labFine(['guide', 'exp1', 'vip', '--as', INSTANCE]))
      .to.include(VIP)
      .and.not.include('192.168.0.240');
    expect(await labFine(['graph', ...as])).to.include(`vip = ${VIP}`);
    expect(await labFine(['start', ...as])).to.include(ALICE.nodes[0]?.interfaces[0]?.address);
  });

  it('is broken and mended by its own commands', async () => {
    await labFine(['break', 'exp1', 'no-vip-director', '--as', INSTANCE]);
    expect(await checkReport('exp1', INSTANCE, ['vip-director'])).to.have.property('passed', false);
    await labFine(['repair', 'exp1', 'no-vip-director', '--as', INSTANCE]);
    expect(await checkReport('exp1', INSTANCE, ['vip-director', 'page-lan'])).to.have.property('passed', true);
  });

  it('is not started as another one', async () => {
    const { exitCode, stderr } = await lab(['start', 'exp1', '--as', INSTANCE, '--variant', 'bob']);
    expect(exitCode).to.equal(2);
    expect(stderr).to.include('is the variant "alice" of exp1, expected the variant "bob" of exp1');
  });

  it('stays the same when it is reset, and is not solved by the addresses of the lab as it is written', async () => {
    await labFine(['reset', 'exp1', '--as', INSTANCE]);
    // Some of it fails there, as it must: the report is what counts.
    for (const { node, run } of solution(LAB))
      await lab(['exec', 'exp1', node, '--as', INSTANCE, '--', 'bash', '-c', run]);
    const report = await checkReport('exp1', INSTANCE);
    expect(scoringIn(report.checks)).to.deep.equal(WITHOUT_ADDRESSES);
  });
});

interface Graded {
  submissions: {
    submission: string;
    variant: string | null;
    points: number;
    notes: string[];
    checks: { id: string; points: number; passed: boolean | null }[];
  }[];
}

describe('a submission copied from a fellow student', function () {
  this.timeout(600_000);
  const folder = join(FOLDER, 'class');
  before(async () => {
    mkdirSync(folder);
    const alices = await archiveOf(manifestOf(ALICE, 'Alice', solution(ALICE)));
    for (const name of ['Alice', 'bob']) writeFileSync(join(folder, `${name}.tar.gz`), alices);
  });

  const grade = async (...words: string[]): Promise<Graded['submissions']> => {
    const { exitCode, stdout, stderr } = await lab(['grade', folder, '--json', ...words], { timeoutMs: 500_000 });
    if (exitCode > 1) throw new Error(`lab grade exited ${exitCode}\n${stderr}`);
    return (JSON.parse(stdout) as Graded).submissions;
  };

  it('fails when each is judged in a variant of his own', async () => {
    const [alice, bob] = await grade('--variant', '{name}', '-o', join(FOLDER, 'by-name'));
    expect(alice).to.deep.include({ variant: 'alice', points: 100, notes: ['the same commands and files as bob'] });
    expect(scoringIn(bob?.checks ?? [])).to.deep.equal(WITHOUT_ADDRESSES);
    expect(bob).to.have.property('variant', 'bob');
    expect(bob?.notes).to.include('it was made in the variant "alice", and judged in "bob"');
  });

  it('passes when it is judged in the variant that it says', async () => {
    const graded = await grade('-o', join(FOLDER, 'as-it-says'));
    expect(graded.map(({ variant, points }) => ({ variant, points }))).to.deep.equal(
      graded.map(() => ({ variant: 'alice', points: 100 })),
    );
  });
});
