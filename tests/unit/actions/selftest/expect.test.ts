import { expect } from 'chai';
import type { Check } from '../../../../src/lab/checks/kinds.ts';
import {
  checksAfterRepair,
  checksWith,
  complainOfCause,
  expectedOutcomes,
  isRight,
  unprovenChecks,
  wrongOnBlank,
  wrongWith,
  type NamedHop,
  type Trial,
} from '../../../../src/actions/selftest/expect.ts';

/** a ◀ b ◀ c, and d on its own. */
const CHECKS = [
  { id: 'a', needs: [], points: 10 },
  { id: 'b', needs: ['a'], points: 10 },
  { id: 'c', needs: ['b'], points: 10 },
  { id: 'd', needs: [], points: 0 },
] as unknown as Check[];

const ids = (asked: Check[]): string[] => asked.map(({ id }) => id);

const trial = (id: string, seen: Trial['seen']): Trial => ({ id, seen, wrong: [], cause: null, durationMs: 0 });

describe('what the self-test expects', () => {
  const table = [
    { description: 'without a fault everything passes', fails: [], outcomes: { a: true, b: true, c: true, d: true } },
    {
      description: 'what needs a failing check, directly or not, is not judged',
      fails: ['a'],
      outcomes: { a: false, b: null, c: null, d: true },
    },
    {
      description: 'what a failing check needs passes',
      fails: ['c'],
      outcomes: { a: true, b: true, c: false, d: true },
    },
    {
      description: 'not judged wins over failing',
      fails: ['a', 'c'],
      outcomes: { a: false, b: null, c: null, d: true },
    },
  ];
  for (const { description, fails, outcomes } of table) {
    it(description, () => expect(expectedOutcomes(CHECKS, fails)).to.deep.equal(outcomes));
  }

  it('names every check that came to something else: passed, failed, not judged or missing', () => {
    expect(wrongWith(CHECKS, ['b'], { a: true, b: false, c: null, d: true })).to.deep.equal([]);
    expect(wrongWith(CHECKS, ['b'], { a: false, b: true, c: true })).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  it('lets a check that may fail do so, with what needs it, or pass, and nothing else', () => {
    expect(wrongWith(CHECKS, ['d'], { a: true, b: false, c: null, d: false }, ['b'])).to.deep.equal([]);
    expect(wrongWith(CHECKS, ['d'], { a: true, b: true, c: true, d: false }, ['b'])).to.deep.equal([]);
    expect(wrongWith(CHECKS, ['d'], { a: true, b: null, c: null, d: false }, ['b'])).to.deep.equal(['b', 'c']);
    expect(wrongWith(CHECKS, ['d'], { a: false, b: false, c: null, d: true }, ['b'])).to.deep.equal(['a', 'd']);
  });

  it('goes red when a judge always passes', () => {
    const alwaysPasses = { a: true, b: true, c: true, d: true };
    expect(wrongWith(CHECKS, ['a'], alwaysPasses)).to.deep.equal(['a', 'b', 'c']);
    expect(wrongOnBlank(CHECKS, alwaysPasses)).to.deep.equal(['a', 'b', 'c']);
    expect(unprovenChecks(CHECKS, [trial('f', alwaysPasses)])).to.deep.equal(['a', 'b', 'c']);
  });

  it('lets a check without points pass on a blank instance', () => {
    expect(wrongOnBlank(CHECKS, { a: false, b: null, c: null, d: true })).to.deep.equal([]);
  });

  describe('of the hop that the report names', () => {
    const inject = ['web01', 'web02', 'web01'].map((node) => ({ node, run: 'true' }));
    const right: NamedHop = { hop: 'server-vip', node: 'web02' };
    const rows: { description: string; hop?: NamedHop['hop']; named: NamedHop | null; complaint?: string }[] = [
      { description: 'is fine when it is that of the fault, on a node of it', hop: 'server-vip', named: right },
      { description: 'is fine when there is none and must be none', named: null },
      {
        description: 'complains of another hop',
        hop: 'server-vip',
        named: { ...right, hop: 'service' },
        complaint: 'the report names service on web02, expected server-vip on web01 or web02',
      },
      {
        description: 'complains of another node',
        hop: 'server-vip',
        named: { ...right, node: 'lvs01' },
        complaint: 'the report names server-vip on lvs01, expected server-vip on web01 or web02',
      },
      {
        description: 'complains when none is named',
        hop: 'server-vip',
        named: null,
        complaint: 'the report names no hop, expected server-vip on web01 or web02',
      },
      {
        description: 'complains when one is named and must not be',
        named: right,
        complaint: 'the report names server-vip on web02, expected none',
      },
    ];
    for (const { description, hop, named, complaint } of rows) {
      it(description, () => expect(complainOfCause({ hop, inject }, named)).to.equal(complaint));
    }

    it('makes the trial wrong', () => {
      expect(isRight(trial('f', {}))).to.equal(true);
      expect(isRight({ ...trial('f', {}), wrongCause: 'another hop' })).to.equal(false);
    });
  });

  it('asks of checks that disrupt those that the fault names, and those that cost nothing because they are not judged', () => {
    const checks = [
      { id: 'page', kind: 'http', needs: [] },
      { id: 'stop', kind: 'failover', needs: [] },
      { id: 'crash', kind: 'failover', needs: [] },
      { id: 'unneeded', kind: 'failover', needs: ['stop'] },
    ] as unknown as Check[];
    const fault = { fails: ['stop'], mayFail: [] };
    expect(ids(checksWith(checks, fault))).to.deep.equal(['page', 'stop', 'unneeded']);
    expect(ids(checksWith(checks, { fails: ['page'], mayFail: ['crash'] }))).to.deep.equal(['page', 'crash']);
    expect(ids(checksAfterRepair(checks, fault))).to.deep.equal(['page', 'stop']);
    expect(wrongWith(checks, ['stop'], { page: true, stop: false }, [], checks.slice(0, 2))).to.deep.equal([]);
  });

  it('takes only failing in a fault for proof that a check can fail', () => {
    const trials = [
      trial('blank', { a: false, b: false, c: false }),
      trial('f', { a: false, b: null, c: null }),
      trial('g', { a: true, b: false, c: null }),
    ];
    expect(unprovenChecks(CHECKS, trials)).to.deep.equal(['c']);
  });
});
