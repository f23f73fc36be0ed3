import { expect } from 'chai';
import { SaxesParser } from 'saxes';
import type { Lab } from '../../../src/lab/lab.ts';
import { renderMatrix, renderMatrixJunit } from '../../../src/report/matrix.ts';
import type { SelftestReport } from '../../../src/selftest/expect.ts';

const LAB = { checks: [{ id: 'vip' }, { id: 'page' }] } as unknown as Lab;
const GOOD: SelftestReport = {
  lab: 'x',
  passed: true,
  trials: [
    { id: 'blank', seen: { vip: false, page: null }, wrong: [], durationMs: 1000 },
    { id: 'no-vip', seen: { vip: false, page: null }, wrong: [], durationMs: 2000 },
  ],
  unproven: [],
  durationMs: 3000,
};
const BAD: SelftestReport = {
  lab: 'x',
  passed: false,
  trials: [
    { id: 'a', seen: { vip: true, page: true }, wrong: ['vip'], durationMs: 1 },
    { id: 'b<', seen: {}, wrong: [], durationMs: 1, error: 'node "web01" is & stays away' },
  ],
  unproven: ['page'],
  durationMs: 1,
};

describe('the matrix of a self-test', () => {
  it('has a row a check and a column a trial, with upright names', () => {
    expect(renderMatrix(LAB, GOOD)).to.equal(
      [
        '       n',
        '     b o',
        '     l -',
        '     a v',
        '     n i',
        '     k p',
        'vip  x x',
        'page - -',
        '',
        '. passed   x failed   - not judged   ! not what it must be   E could not be tried',
        'x: 2 trials, all as they must be (3 s)',
      ].join('\n'),
    );
  });

  it('marks what is wrong, and says it in words', () => {
    const text = renderMatrix(LAB, BAD);
    expect(text).to.match(/^vip !\. E$/m);
    expect(text).to.match(/^page \. E$/m);
    expect(text).to.contain('b<: node "web01" is & stays away');
    expect(text).to.contain('a: vip passed, which it must not');
    expect(text).to.contain('page: no fault makes it fail, so nobody knows whether it can');
    expect(text).to.contain('x: 2 trials, NOT as they must be');
  });

  it('is well-formed JUnit, in which a wrong trial, an error and an unproven check fail', () => {
    const failures: string[] = [];
    const parser = new SaxesParser();
    parser.on('opentag', ({ name, attributes }) => {
      if (name === 'failure') failures.push(attributes['message'] ?? '');
      if (name === 'testsuite') expect(attributes).to.include({ tests: '3', failures: '3' });
    });
    parser.write(renderMatrixJunit([BAD])).close();
    expect(failures).to.deep.equal([
      'not as they must be: vip',
      'node "web01" is & stays away',
      'no fault makes it fail',
    ]);
  });
});
