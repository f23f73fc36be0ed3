import { expect } from 'chai';
import { checkReport, lab, labFine, outcomes } from '../helpers/lab.ts';

const INSTANCE = 'e2e-faults';

describe('lab break and lab repair', () => {
  before(() => labFine(['start', 'exp1', '--as', INSTANCE, '--solve']));
  after(() => labFine(['stop', 'exp1', '--as', INSTANCE]));

  it('make a mistake that the checks find, and mend it again', async () => {
    expect(await labFine(['break', 'exp1', 'no-snat', '--as', INSTANCE])).to.equal('broken: no-snat');
    expect(outcomes(await checkReport('exp1', INSTANCE))).to.deep.include({
      failed: ['snat'],
      notJudged: ['lan-to-wan'],
    });
    expect(await labFine(['repair', 'exp1', 'no-snat', '--as', INSTANCE])).to.contain('The gateway has no SNAT rule');
    expect((await checkReport('exp1', INSTANCE)).points).to.equal(100);
  });

  it('name the faults that there are', async () => {
    const { exitCode, stderr } = await lab(['break', 'exp1', 'no-snot', '--as', INSTANCE]);
    expect(exitCode).to.equal(2);
    expect(stderr).to.contain('"no-snot" is no fault of exp1, expected one of: no-vip-web02,');
  });
});
