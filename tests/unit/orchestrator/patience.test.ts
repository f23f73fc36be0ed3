import { expect } from 'chai';
import { patienceFrom } from '../../../src/orchestrator/patience.ts';

describe('patienceFrom', () => {
  for (const [written, patience] of [
    [undefined, 1],
    ['', 1],
    ['1', 1],
    ['2.5', 2.5],
    ['100', 100],
  ] as const) {
    it(`takes ${written === undefined ? 'nothing' : `"${written}"`} for ${patience}`, () => {
      expect(patienceFrom(written === undefined ? {} : { LAB_PATIENCE: written })).to.equal(patience);
    });
  }

  for (const written of ['0', '0.5', '-1', '101', 'Infinity', 'NaN', 'much', '5s']) {
    it(`refuses "${written}"`, () => {
      expect(() => patienceFrom({ LAB_PATIENCE: written }))
        .to.throw(`LAB_PATIENCE is "${written}", expected a number from 1 to 100`)
        .with.property('code', 'ARGUMENT_INVALID');
    });
  }
});
