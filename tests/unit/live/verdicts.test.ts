import { expect } from 'chai';
import type { Verdict } from '../../../src/checks/verdict.ts';
import type { CheckView } from '../../../src/contract/views.ts';
import { verdictsNow, type Judged } from '../../../src/live/verdicts.ts';
import { LAB } from '../../helpers/judge.ts';
import { blank, solved, solvedWith, takeAddress } from '../../helpers/snapshot.ts';

const NONE: Judged = { verdicts: new Map(), cause: null };

const verdict = (id: string, passed: boolean): Verdict => ({
  id,
  title: { en: id, zh: id },
  passed,
  points: passed ? 1 : 0,
  maxPoints: 1,
  evidence: [],
  durationMs: 1,
  ...(!passed && { reason: { en: 'why', zh: '原因' } }),
});

const judged = (...all: [string, boolean][]): Judged => ({
  verdicts: new Map(all.map(([id, passed]) => [id, { verdict: verdict(id, passed), at: 1000 }])),
  cause: null,
});

const outcome = (checks: CheckView[], id: string): string | undefined => checks.find((one) => one.id === id)?.outcome;

describe('the verdicts of the page', () => {
  it('of what needs no traffic come from the live snapshot', () => {
    const before = verdictsNow(LAB, blank(), NONE);
    expect(outcome(before.checks, 'vip-director')).to.equal('failed');
    const after = verdictsNow(LAB, solved(), NONE);
    expect(outcome(after.checks, 'vip-director')).to.equal('passed');
    expect(outcome(after.checks, 'forward')).to.equal('passed');
    expect(after.points).to.be.greaterThan(before.points);
    expect(after.checks.find(({ id }) => id === 'vip-director')?.isLive).to.equal(true);
  });

  it('of what needs traffic are unknown until it was sent', () => {
    expect(outcome(verdictsNow(LAB, solved(), NONE).checks, 'page-lan')).to.equal('unknown');
    const { checks } = verdictsNow(LAB, solved(), judged(['web-web01', false], ['web-web02', true]));
    expect(outcome(checks, 'web-web01')).to.equal('failed');
    expect(checks.find(({ id }) => id === 'web-web01')).to.deep.include({ at: 1000, isLive: false });
  });

  it('of a check that passed wait while one that it needs no longer does', () => {
    const gone = solvedWith('lvs01', (seen) => takeAddress(seen, '192.168.0.240'));
    const known = judged(['arp-vip', true]);
    expect(outcome(verdictsNow(LAB, solved(), known).checks, 'arp-vip')).to.equal('passed');
    expect(outcome(verdictsNow(LAB, gone, known).checks, 'arp-vip')).to.equal('blocked');
  });

  it('are unknown while a machine is not seen', () => {
    const { checks, points } = verdictsNow(LAB, undefined, NONE);
    expect(checks.every((one) => one.outcome === 'unknown')).to.equal(true);
    expect(points).to.equal(0);
  });

  it('tick a step when its checks pass, and those that the lab does from the start', () => {
    const { steps } = verdictsNow(LAB, solved(), NONE);
    const state = (id: string): string | undefined => steps.find((one) => one.id === id)?.state;
    expect(state('pages')).to.equal('done');
    expect(state('vip')).to.equal('done');
    expect(state('forward')).to.equal('done');
    expect(state('arp')).to.equal('unseen');
    expect(state('load')).to.equal('unchecked');
  });

  it('name the broken hop only while its check fails', () => {
    const hint = { en: 'look', zh: '看' };
    const cause: NonNullable<Judged['cause']> = {
      check: 'web-web01',
      node: 'web01',
      hop: 'server-page',
      request: 'lanclient -> 192.168.0.223:80',
      seen: hint,
      expected: hint,
      evidence: [],
      hints: [hint, hint, hint],
    };
    const failing = verdictsNow(LAB, solved(), { ...judged(['web-web01', false]), cause });
    expect(failing.cause?.node).to.equal('web01');
    expect(failing.checks.find(({ id }) => id === 'web-web01')?.hints).to.have.length(3);
    expect(verdictsNow(LAB, solved(), { ...judged(['web-web01', true]), cause }).cause).to.equal(null);
    // A check that waits for the one that failed may be the one whose request was followed.
    const waiting = { ...cause, check: 'vip-web01' };
    expect(verdictsNow(LAB, solved(), { ...judged(['web-web01', false]), cause: waiting }).cause?.check).to.equal(
      'vip-web01',
    );
    expect(verdictsNow(LAB, solved(), { ...judged(), cause: waiting }).cause).to.equal(null);
  });
});
