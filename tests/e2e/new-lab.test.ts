/** What `lab new` makes: started, solved, checked and tested, and what its self-test says of an author's mistakes. */
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { lab, labFine } from '../helpers/lab.ts';

const NAME = 'e2e-new-lab';

interface SelftestDocument {
  passed: boolean;
  labs: { unproven: string[]; firstWrong?: string; trials: { id: string }[] }[];
}

describe('a new lab', () => {
  let cwd: string;
  const selftest = async (...words: string[]): Promise<SelftestDocument> =>
    JSON.parse(
      (await lab(['selftest', `./${NAME}`, '--as', 'e2e-new', '--workers', '1', '--json', ...words], { cwd })).stdout,
    ) as SelftestDocument;

  before(async () => {
    cwd = realpathSync(mkdtempSync(join(tmpdir(), 'lab-new-')));
    await labFine(['new', NAME], { cwd });
  });
  after(async () => {
    await lab(['stop', NAME], { cwd });
    rmSync(cwd, { recursive: true });
  });

  it('is solved by its reference solution, with all points', async () => {
    await labFine(['start', `./${NAME}`], { cwd });
    const blank = JSON.parse((await lab(['check', NAME, '--json'], { cwd })).stdout) as { points: number };
    expect(blank.points).to.equal(0);
    await labFine(['solve', NAME], { cwd });
    const { passed, points, maxPoints } = JSON.parse(await labFine(['check', NAME, '--json'], { cwd })) as {
      passed: boolean;
      points: number;
      maxPoints: number;
    };
    expect({ passed, points }).to.deep.equal({ passed: true, points: maxPoints });
    await labFine(['stop', NAME], { cwd });
  });

  it('passes its self-test, also a strict one', async () => {
    const { passed, labs } = await selftest('--strict');
    expect(labs[0]?.firstWrong).to.equal(undefined);
    expect(passed).to.equal(true);
    expect(labs[0]?.trials).to.have.length(7);
  });

  it('is told which check no fault makes fail, and what was wrong first, when its author makes mistakes', async () => {
    const file = join(cwd, NAME, 'lab.yaml');
    const text = readFileSync(file, 'utf8');
    // Faults that make `page` fail go, and one says of another check that it fails.
    const faults = text.slice(0, text.indexOf('  - id: wrong-port'));
    writeFileSync(file, faults);
    const lenient = await selftest();
    expect(lenient).to.deep.include({ passed: true });
    expect(lenient.labs[0]).to.deep.include({ unproven: ['page'] });
    writeFileSync(file, faults.replace('fails: [vip-director]', 'fails: [vip-web01]'));
    const { passed, labs } = await selftest();
    expect(passed).to.equal(false);
    expect(labs[0]?.firstWrong).to.match(
      /^with the fault "no-vip-director", the check "vip-director" failed; it must pass \(.+\)$/,
    );
  });
});
