import { expect } from 'chai';
import { stepLegend, stepLine, stepTable } from '../../../src/report/steps.ts';
import type { StepSeen } from '../../../src/checks/step-state.ts';

const step = (id: string, state: StepSeen['state']): StepSeen => ({
  id,
  state,
  title: { en: `The ${id}`, zh: `步骤 ${id}` },
});
const STEPS = [step('load', 'unchecked'), step('vip', 'done'), step('arp', 'open'), step('lan', 'unseen')];
const SHOWN = { lab: 'exp1 --as mine', checkedAt: null, nowMs: 1_000_000 };

describe('steps, for people,', () => {
  it('have a sign each', () => {
    expect(stepTable(STEPS, 'en').split('\n')).to.deep.equal([
      '–  load  The load',
      '✔  vip   The vip',
      '✘  arp   The arp',
      '·  lan   The lan',
    ]);
    expect(stepLine(STEPS)).to.equal('– load  ✔ vip  ✘ arp  · lan');
  });

  it('have a legend of the signs that are there', () => {
    expect(stepLegend(STEPS, { ...SHOWN, language: 'en' })).to.deep.equal([
      '✔ done   ✘ not done   · not known yet: `lab check exp1 --as mine` sends the traffic that shows it   – not covered by a check',
    ]);
    expect(stepLegend([step('vip', 'done')], { ...SHOWN, language: 'zh' })).to.deep.equal(['✔ 已完成']);
    expect(stepLegend([], { ...SHOWN, language: 'en' })).to.deep.equal([]);
  });

  it('say when traffic was last sent', () => {
    const rows: [checkedAt: number, language: 'en' | 'zh', said: string][] = [
      [1_000_000, 'en', 'Results that need traffic are from `lab check`, just now.'],
      [1_000_000 - 125_000, 'en', 'Results that need traffic are from `lab check`, 2 min ago.'],
      [1_000_000 - 125_000, 'zh', '需要流量的结果来自 2 分钟前的 `lab check`。'],
      [1_000_000 + 5000, 'zh', '需要流量的结果来自刚才的 `lab check`。'],
    ];
    for (const [checkedAt, language, said] of rows)
      expect(stepLegend(STEPS, { ...SHOWN, language, checkedAt }).at(-1)).to.equal(said);
  });
});
