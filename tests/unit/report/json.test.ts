import { expect } from 'chai';
import { json } from '../../../src/report/json.ts';
import { CAUSE, CHINESE, ENGLISH, EXPLAINED, FAILED, PASSED, reportOfAll, SAMPLE } from './sample.ts';

type Parsed = { checks: Record<string, unknown>[] } & Record<string, unknown>;
const parsed = (...input: Parameters<typeof json>): Parsed => JSON.parse(json(...input)) as Parsed;

const FIELDS = ['id', 'title', 'passed', 'points', 'maxPoints', 'reason', 'hint', 'note', 'evidence', 'durationMs'];

describe('json', () => {
  it('has the fields that graders rely on', () => {
    const { checks, ...report } = parsed(SAMPLE, ENGLISH);
    expect(report).to.deep.equal({
      lab: 'exp1',
      instance: 'alice',
      passed: false,
      points: 3,
      maxPoints: 28,
      cause: null,
    });
    expect(checks.map(({ id, passed }) => [id, passed])).to.deep.equal([
      ['vip-director', true],
      ['arp-vip', false],
      ['page-lan', null],
    ]);
    for (const check of checks) {
      expect(check).to.have.all.keys(FIELDS);
    }
  });

  it('has null for the reason and the hint of what passed', () => {
    expect(parsed(reportOfAll(PASSED), ENGLISH).checks[0]).to.deep.equal({
      ...PASSED,
      title: 'The director has the VIP',
      reason: null,
      hint: null,
      note: null,
    });
  });

  it('says reason, hint and title in one language', () => {
    const [english, chinese] = [ENGLISH, CHINESE].map((options) => parsed(reportOfAll(FAILED), options).checks[0]);
    expect(english).to.include({ title: FAILED.title.en, reason: FAILED.reason?.en, hint: FAILED.hint?.en });
    expect(chinese).to.include({ title: FAILED.title.zh, reason: FAILED.reason?.zh, hint: FAILED.hint?.zh });
  });

  it('has the first broken hop, with as many hints as were asked for', () => {
    const { seen, expected, hints, ...rest } = CAUSE;
    for (const level of [0, 1, 2, 3]) {
      expect(parsed(EXPLAINED, { ...ENGLISH, hints: level })['cause']).to.deep.equal({
        ...rest,
        seen: seen.en,
        expected: expected.en,
        beside: [],
        hints: hints.slice(0, level).map(({ en }) => en),
      });
    }
    expect(parsed(EXPLAINED, CHINESE)['cause']).to.include({ seen: seen.zh, expected: expected.zh });
  });

  it('keeps the hints of checks back when none were asked for', () => {
    expect(parsed(SAMPLE, { ...ENGLISH, hints: 0 }).checks.map(({ hint }) => hint)).to.deep.equal([null, null, null]);
  });

  it('is the same whatever the terminal is', () => {
    expect(json(SAMPLE, { ...ENGLISH, colour: true, columns: 20 })).to.equal(json(SAMPLE, ENGLISH));
  });

  it('keeps evidence as it was seen, escaped', () => {
    const evidence = ['\u001b[2J "quoted"\n\u0000'];
    const text = json(reportOfAll({ ...FAILED, evidence }), ENGLISH);
    expect(text).to.not.match(/[\u0000-\u0009\u000b-\u001f]/); // oxlint-disable-line no-control-regex
    expect((JSON.parse(text) as Parsed).checks[0]?.['evidence']).to.deep.equal(evidence);
  });
});
