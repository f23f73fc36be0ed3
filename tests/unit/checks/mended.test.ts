import { expect } from 'chai';
import { checkSchema } from '../../../src/lab/checks/kinds.ts';
import { doubtfulPages, withoutMended } from '../../../src/checks/mended.ts';
import type { Verdict } from '../../../src/checks/verdict.ts';
import { LAB } from '../../helpers/judge.ts';

const check = (id: string, needs: string[] = []) =>
  checkSchema.parse({ id, title: { en: id, zh: id }, kind: 'ping', from: 'lanclient', address: '10.0.0.1', needs });
const lab = { ...LAB, checks: [check('page'), check('spread', ['page']), check('wan', ['spread']), check('other')] };

const verdict = (id: string, passed: boolean | null): Verdict => ({
  id,
  title: { en: id, zh: id },
  passed,
  points: passed === true ? 10 : 0,
  maxPoints: 10,
  evidence: ['seen'],
  durationMs: 1,
});
const ALL = [verdict('page', true), verdict('spread', true), verdict('wan', true), verdict('other', false)];

describe('a page that comes only while the lab is looked at', () => {
  it('is one that passed, and had not come before', () => {
    expect(doubtfulPages(ALL, new Set())).to.deep.equal([]);
    expect(doubtfulPages(ALL, new Set(['page', 'other']))).to.deep.equal(['page']);
  });

  it('is no page, and what needs it is not judged', () => {
    const verdicts = withoutMended(lab, ALL, ['page']);
    expect(verdicts.map(({ id, passed, points }) => [id, passed, points])).to.deep.equal([
      ['page', false, 0],
      ['spread', null, 0],
      ['wan', null, 0],
      ['other', false, 0],
    ]);
    expect(verdicts[0]?.reason?.en).to.equal(
      'pages came while the nodes were looked at, and neither before nor after that',
    );
    expect(verdicts[1]?.reason?.en).to.equal('not judged, because "page" (page) did not pass');
    expect(verdicts[3]).to.equal(ALL[3]);
  });

  it('costs nothing where it came later too', () => expect(withoutMended(lab, ALL, [])).to.deep.equal(ALL));
});
