import { expect } from 'chai';
import { SaxesParser } from 'saxes';
import type { Lab } from '../../../src/lab/lab.ts';
import { renderMatrices, renderMatrix, renderMatrixJunit } from '../../../src/report/matrix.ts';
import { isRight, type SelftestReport } from '../../../src/actions/selftest/expect.ts';

const LAB = { checks: [{ id: 'vip' }, { id: 'page' }] } as unknown as Lab;
const GOOD: SelftestReport = {
  lab: 'x',
  passed: true,
  trials: [
    { id: 'blank', seen: { vip: false, page: null }, wrong: [], cause: null, durationMs: 1000 },
    {
      id: 'no-vip',
      seen: { vip: false, page: null },
      wrong: [],
      cause: { hop: 'director-vip', node: 'lvs01' },
      durationMs: 2000,
    },
  ],
  unproven: [],
  strict: true,
  durationMs: 3000,
};
const BAD: SelftestReport = {
  lab: 'x',
  passed: false,
  trials: [
    { id: 'a', seen: { vip: true, page: true }, wrong: ['vip'], cause: null, durationMs: 1 },
    { id: 'b<', seen: {}, wrong: [], cause: null, durationMs: 1, error: 'node "web01" is & stays away' },
    {
      id: 'c',
      seen: { vip: false, page: null },
      wrong: [],
      cause: { hop: 'service', node: 'lvs01' },
      wrongCause: 'the report names service on lvs01, expected none',
      durationMs: 1,
    },
  ],
  unproven: ['page'],
  strict: true,
  firstWrong: 'with the fault "a", the check "vip" passed; the fault says that it fails',
  durationMs: 1,
};

describe('the matrix of a self-test', () => {
  it('has a row a check and a column a trial, with upright names', () => {
    expect(renderMatrix(LAB, GOOD)).to.equal(
      [
        '        n',
        '      b o',
        '      l -',
        '      a v',
        '      n i',
        '      k p',
        'vip   x x',
        'page  - -',
        '(hop) . x',
        '',
        '. passed   x failed   - not judged   ! unexpected   E could not be tested',
        '(hop): x the report names the hop where requests fail   . it names none',
        'x: 2 trials, all as expected (3 s)',
      ].join('\n'),
    );
  });

  it('marks what is wrong, and says it in words', () => {
    const text = renderMatrix(LAB, BAD);
    expect(text).to.match(/^vip  !\. E x$/m);
    expect(text).to.match(/^page  \. E -$/m);
    expect(text).to.match(/^\(hop\) \. E!x$/m);
    expect(text).to.contain('c: the report names service on lvs01, expected none');
    expect(text).to.contain('b<: node "web01" is & stays away');
    expect(text).to.contain('a: vip passed, which is unexpected');
    expect(text).to.match(/^no fault makes the check "page" fail, so it is not proven that it can$/m);
    expect(text).to.match(/^A fault that makes a check fail is an entry under `faults` in lab.yaml: /m);
    expect(text.split('\n').slice(-2)).to.deep.equal([
      'x: 3 trials, NOT as expected (0 s)',
      'wrong first: with the fault "a", the check "vip" passed; the fault says that it fails',
    ]);
  });

  it('warns of a check that no fault makes fail when the self-test is not strict, and says how to write a fault', () => {
    const report = { ...GOOD, unproven: ['page'], strict: false };
    const text = renderMatrix(LAB, report);
    expect(text.split('\n').at(-3)).to.equal(
      'warning: no fault makes the check "page" fail, so it is not proven that it can',
    );
    expect(text.split('\n').at(-2)).to.match(/`inject` breaks .*, `repair` mends it, and `fails` names the check/);
    expect(text).to.match(/\nx: 2 trials, all as expected, warnings: 1 \(3 s\)$/);
    const end = renderMatrices([
      { lab: LAB, report },
      { lab: LAB, report: GOOD },
    ]);
    expect(end.split('\n\n').at(-1)).to.match(/^2 labs, all as expected\nx: warning: no fault makes .*\nA fault .*$/);
    expect(renderMatrixJunit([report]))
      .to.contain('tests="3" failures="0" errors="0" skipped="1"')
      .and.contain('<skipped message="no fault makes it fail"/>');
  });

  it('shows why a check failed that must not, with what it saw', () => {
    const failed = {
      id: 'solved',
      seen: { vip: true, page: false },
      reasons: { page: 'no page' },
      evidence: { page: ['curl -> exit 7', 'curl -> exit 28'], vip: ['not asked'] },
      wrong: ['page'],
      cause: null,
      durationMs: 1,
    };
    const text = renderMatrix(LAB, { ...BAD, trials: [failed] });
    expect(text).to.contain('solved: page failed, which is unexpected: no page | curl -> exit 7 | curl -> exit 28\n');
  });

  it('says once more at the end what is wrong, when there are many', () => {
    const [good, bad] = [
      { lab: LAB, report: GOOD },
      { lab: LAB, report: BAD },
    ];
    expect(renderMatrices([good])).to.equal(renderMatrix(LAB, GOOD));
    expect(renderMatrices([good, good])).to.match(/\n\n2 labs, all as expected$/);
    const end = renderMatrices([bad, good]).split('\n\n').at(-1)?.split('\n');
    expect(end?.[0]).to.equal('2 labs, 1 NOT as expected:');
    expect(end).to.include('x: a: vip passed, which is unexpected');
    expect(end).to.include('x: c: the report names service on lvs01, expected none');
    expect(end?.[1]).to.equal(
      'x: wrong first: with the fault "a", the check "vip" passed; the fault says that it fails',
    );
    expect(end).to.have.length(7);
  });

  it('tells what was as expected only at the second attempt, which is wrong too', () => {
    const [blank, ...others] = GOOD.trials;
    const unsteady = { ...blank, id: 'blank', atFirst: 'page passed' } as SelftestReport['trials'][number];
    expect(isRight(unsteady)).to.equal(false);
    const report = { ...GOOD, passed: false, trials: [unsteady, ...others] };
    const line = 'blank: as expected only at the second attempt; at the first: page passed';
    expect(renderMatrix(LAB, report)).to.contain(line);
    const many = [
      { lab: LAB, report: GOOD },
      { lab: LAB, report },
    ];
    expect(renderMatrices(many)).to.match(new RegExp(`2 labs, 1 NOT as expected:\nx: ${line}$`));
    expect(renderMatrixJunit([report]))
      .to.contain('failures="1"')
      .and.contain('at the first: page passed');
  });

  it('is well-formed JUnit, in which a wrong trial, an error, a wrong hop and an unproven check fail', () => {
    const failures: string[] = [];
    const parser = new SaxesParser();
    parser.on('opentag', ({ name, attributes }) => {
      if (name === 'failure') failures.push(attributes['message'] ?? '');
      if (name === 'testsuite') expect(attributes).to.include({ tests: '4', failures: '4' });
    });
    parser.write(renderMatrixJunit([BAD])).close();
    expect(failures).to.deep.equal([
      'unexpected: vip',
      'node "web01" is & stays away',
      'the report names service on lvs01, expected none',
      'no fault makes it fail',
    ]);
  });
});
