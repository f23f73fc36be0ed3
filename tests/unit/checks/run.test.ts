import { expect } from 'chai';
import { judgeFromSnapshot, runChecks, type RunInput } from '../../../src/checks/run.ts';
import { checkSchema, type Check } from '../../../src/lab/checks/kinds.ts';
import type { Verdict } from '../../../src/checks/verdict.ts';
import { LabError } from '../../../src/util/errors.ts';
import type { FailoverRequest, Probes } from '../../../src/probes/probes.ts';
import { LAB } from '../../helpers/judge.ts';
import { blank, solved } from '../../helpers/snapshot.ts';
import { ParseError } from '../../../src/parsers/parse-error.ts';
import { thrownBy } from '../../helpers/thrown.ts';

/** Answers for pings, by address, for failovers, by director, and for scripts, by path, that the test gives when it wants to. */
class FakeProbes implements Pick<Probes, 'ping' | 'failover' | 'script'> {
  /** Addresses, directors and paths of scripts, in the order in which they were asked. */
  readonly asked: string[] = [];
  readonly #answers: Record<string, boolean | Promise<boolean>>;

  constructor(answers: Record<string, boolean | Promise<boolean>> = {}) {
    this.#answers = answers;
  }

  async ping(_from: string, address: string): Promise<boolean> {
    this.asked.push(address);
    return this.#answers[address] ?? true;
  }

  async failover({ director }: FailoverRequest): Promise<undefined> {
    this.asked.push(director);
    await this.#answers[director];
    this.asked.push(`${director} is back`);
    return undefined;
  }

  async script(_nodes: string[], path: string): Promise<never[]> {
    this.asked.push(path);
    await this.#answers[path];
    return [];
  }
}

const title = (id: string) => ({ zh: `检查 ${id}`, en: `Check ${id}` });
const hint = { zh: '看 ping', en: 'See ping' };

/** A check with id a, b … that pings 10.0.0.1, 10.0.0.2 … */
const ping = (id: string, needs: string[] = []): Check =>
  checkSchema.parse({ id, title: title(id), kind: 'ping', from: 'lanclient', address: addressOf(id), needs, hint });

const addressOf = (id: string): string => `10.0.0.${id.charCodeAt(0) - 96}`;

/** A check that breaks the node of its name. Nothing runs there, so it always fails. */
const failover = (director: string, needs: string[] = []): Check =>
  checkSchema.parse({
    id: director,
    title: title(director),
    kind: 'failover',
    from: 'lanclient',
    url: 'http://192.168.0.240/',
    director,
    backup: 'web01',
    needs,
  });

const script = (path: string, nodes: string[]): Check =>
  checkSchema.parse({
    id: path.slice(1),
    title: title(path),
    kind: 'script',
    nodes,
    path,
    actions: [{ state: 'begun' }],
  });

const forward: Check = checkSchema.parse({
  id: 'forward',
  title: title('forward'),
  kind: 'sysctl',
  node: 'gateway',
  key: 'net.ipv4.ip_forward',
  values: [1],
  points: 3,
});

type Rest = Partial<Omit<RunInput, 'lab' | 'probes'>>;

const run = (checks: Check[], probes = new FakeProbes(), rest: Rest = {}): Promise<Verdict[]> =>
  runChecks({ lab: { ...LAB, checks }, snapshot: solved(), probes: probes as unknown as Probes, ...rest });

const outcomes = (verdicts: Verdict[]): [string, boolean | null][] => verdicts.map(({ id, passed }) => [id, passed]);

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let settlePromise: ((value: T) => void) | undefined;
  const promise = new Promise<T>((resolve) => {
    settlePromise = resolve;
  });
  return { promise, resolve: (value) => settlePromise?.(value) };
}

/** Lets everything that waits for nothing else go on. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('runChecks', () => {
  it('gives the points of what passed, without a reason or a hint', async () => {
    const [verdict] = await run([ping('a')]);
    expect(verdict).to.deep.equal({
      id: 'a',
      title: title('a'),
      passed: true,
      points: 10,
      maxPoints: 10,
      evidence: ['lanclient: ping 10.0.0.1 -> answered'],
      durationMs: verdict?.durationMs,
    });
    expect(verdict?.durationMs).to.be.within(0, 1000);
  });

  it('gives no points, the reason and the hint of what failed', async () => {
    const [verdict] = await run([ping('a')], new FakeProbes({ '10.0.0.1': false }));
    expect(verdict).to.deep.equal({
      id: 'a',
      title: title('a'),
      passed: false,
      points: 0,
      maxPoints: 10,
      reason: { en: 'lanclient gets no echo reply from 10.0.0.1', zh: 'lanclient ping 10.0.0.1 没有应答' },
      hint,
      evidence: ['lanclient: ping 10.0.0.1 -> no answer'],
      durationMs: verdict?.durationMs,
    });
  });

  it('does not judge what needs a check that failed, sends nothing for it, and names that check', async () => {
    const probes = new FakeProbes({ '10.0.0.1': false });
    const [, verdict] = await run([ping('a'), ping('b', ['a'])], probes);
    expect(verdict).to.deep.equal({
      id: 'b',
      title: title('b'),
      passed: null,
      points: 0,
      maxPoints: 10,
      reason: {
        en: 'not judged, because "Check a" (a) did not pass',
        zh: '未判定：“检查 a”(a) 没有通过',
      },
      hint,
      evidence: [],
      durationMs: 0,
    });
    expect(probes.asked).to.deep.equal(['10.0.0.1']);
  });

  it('does not judge what needs a check that was not judged, and names the nearer one', async () => {
    const checks = [ping('a'), ping('b', ['a']), ping('c', ['b'])];
    const verdicts = await run(checks, new FakeProbes({ '10.0.0.1': false }));
    expect(outcomes(verdicts)).to.deep.equal([
      ['a', false],
      ['b', null],
      ['c', null],
    ]);
    expect(verdicts[2]?.reason?.en).to.equal('not judged, because "Check b" (b) did not pass');
  });

  it('names the first of several needs that did not pass', async () => {
    const checks = [ping('a'), ping('b'), ping('c'), ping('d', ['a', 'c', 'b'])];
    const verdicts = await run(checks, new FakeProbes({ '10.0.0.2': false, '10.0.0.3': false }));
    expect(verdicts[3]?.reason?.en).to.equal('not judged, because "Check c" (c) did not pass');
  });

  it('observes a check after those that it needs, and gives verdicts in the order of the lab file', async () => {
    const probes = new FakeProbes();
    const verdicts = await run([ping('a', ['c']), ping('b', ['a']), ping('c')], probes);
    expect(probes.asked).to.deep.equal(['10.0.0.3', '10.0.0.1', '10.0.0.2']);
    expect(outcomes(verdicts)).to.deep.equal([
      ['a', true],
      ['b', true],
      ['c', true],
    ]);
  });

  it('observes checks that do not need each other at the same time', async () => {
    const { promise, resolve } = deferred<boolean>();
    const probes = new FakeProbes({ '10.0.0.1': promise });
    const seen: string[] = [];
    const work = run([ping('a'), ping('b'), ping('c', ['b'])], probes, { onVerdict: ({ id }) => seen.push(id) });
    await settle();
    expect(probes.asked).to.deep.equal(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
    expect(seen).to.deep.equal(['b', 'c']);
    resolve(true);
    await work;
    expect(seen).to.deep.equal(['b', 'c', 'a']);
  });

  it('observes a check that several need once', async () => {
    const probes = new FakeProbes();
    await run([ping('a'), ping('b', ['a']), ping('c', ['a', 'b'])], probes);
    expect(probes.asked).to.deep.equal(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
  });

  it('judges checks without traffic from the snapshot alone', async () => {
    const probes = new FakeProbes();
    expect(outcomes(await run([forward], probes))).to.deep.equal([['forward', true]]);
    expect(outcomes(await run([forward], probes, { snapshot: blank() }))).to.deep.equal([['forward', false]]);
    expect(probes.asked).to.deep.equal([]);
  });

  describe('with only', () => {
    const checks = [ping('a'), ping('b', ['a']), ping('c'), ping('d', ['c'])];

    it('gives verdicts of the wanted checks, and observes what they need', async () => {
      const probes = new FakeProbes();
      const seen: string[] = [];
      const verdicts = await run(checks, probes, { only: ['b'], onVerdict: ({ id }) => seen.push(id) });
      expect(outcomes(verdicts)).to.deep.equal([['b', true]]);
      expect(probes.asked).to.deep.equal(['10.0.0.1', '10.0.0.2']);
      expect(seen).to.deep.equal(['b']);
    });

    it('keeps the order of the lab file', async () => {
      expect(outcomes(await run(checks, undefined, { only: ['d', 'a'] }))).to.deep.equal([
        ['a', true],
        ['d', true],
      ]);
    });

    it('does not judge a wanted check whose need failed', async () => {
      const verdicts = await run(checks, new FakeProbes({ '10.0.0.3': false }), { only: ['d'] });
      expect(outcomes(verdicts)).to.deep.equal([['d', null]]);
    });
  });

  describe('when a probe throws', () => {
    const gone = new LabError('NODE_NOT_RUNNING', 'node lanclient is not running');

    it('throws the same, and never makes it a verdict', async () => {
      const seen: string[] = [];
      const probes = new FakeProbes({ '10.0.0.1': Promise.reject(gone) });
      const work = run([ping('a'), ping('b', ['a']), ping('c')], probes, { onVerdict: ({ id }) => seen.push(id) });
      expect(await thrownBy(work)).to.equal(gone);
      expect(seen).to.deep.equal(['c']);
      expect(probes.asked).to.not.include('10.0.0.2');
    });

    it('waits for the other probes first: nothing goes on behind the back of who called', async () => {
      const { promise, resolve } = deferred<boolean>();
      let ended = false;
      const work = run(
        [ping('a'), ping('b')],
        new FakeProbes({ '10.0.0.1': Promise.reject(gone), '10.0.0.2': promise }),
      );
      const end = thrownBy(work).finally(() => (ended = true));
      await settle();
      expect(ended).to.equal(false);
      resolve(true);
      expect(await end).to.equal(gone);
    });

    it('says which check saw what cannot be read: that is no bug of ours', async () => {
      const unreadable = new ParseError('the end of a script', 1, 'killed');
      const probes = new FakeProbes({ '10.0.0.1': Promise.reject(unreadable) });
      expect(await thrownBy(run([ping('a')], probes))).to.include({
        code: 'NODE_UNRESPONSIVE',
        message: 'what the check a saw cannot be read: line 1: expected the end of a script, got "killed"',
        cause: unreadable,
      });
    });

    it('throws also when only a needed check was observed', async () => {
      const probes = new FakeProbes({ '10.0.0.1': Promise.reject(gone) });
      expect(await thrownBy(run([ping('a'), ping('b', ['a'])], probes, { only: ['b'] }))).to.equal(gone);
    });
  });

  describe('with checks that disturb', () => {
    const gone = new LabError('NODE_NOT_RUNNING', 'node lanclient is not running');

    it('runs them after all others, one at a time, wherever they stand', async () => {
      const probes = new FakeProbes();
      const checks = [failover('x'), ping('a'), failover('y'), ping('b', ['a'])];
      const verdicts = await run(checks, probes);
      expect(probes.asked).to.deep.equal(['10.0.0.1', '10.0.0.2', 'x', 'x is back', 'y', 'y is back']);
      expect(verdicts.map(({ id }) => id)).to.deep.equal(['x', 'a', 'y', 'b']);
    });

    it('waits for a look that takes long, and for a disturbance that takes long', async () => {
      const [look, disturbance] = [deferred<boolean>(), deferred<boolean>()];
      const probes = new FakeProbes({ '10.0.0.1': look.promise, x: disturbance.promise });
      const work = run([failover('x'), failover('y'), ping('a'), ping('b')], probes);
      await settle();
      expect(probes.asked).to.deep.equal(['10.0.0.1', '10.0.0.2']);
      look.resolve(true);
      await settle();
      expect(probes.asked.slice(2)).to.deep.equal(['x']);
      disturbance.resolve(true);
      await work;
      expect(probes.asked.slice(2)).to.deep.equal(['x', 'x is back', 'y', 'y is back']);
    });

    it('runs those that break other nodes side by side', async () => {
      const disturbance = deferred<boolean>();
      const probes = new FakeProbes({ '/a': disturbance.promise });
      const checks = [
        script('/a', ['lvs01']),
        script('/b', ['web01', 'web02']),
        script('/c', ['web02', 'lvs01']),
        failover('x'),
        script('/d', ['lanclient']),
      ];
      const work = run(checks, probes);
      await settle();
      expect(probes.asked).to.deep.equal(['/a', '/b']);
      disturbance.resolve(true);
      await work;
      expect(probes.asked.slice(2)).to.deep.equal(['/c', 'x', 'x is back', '/d']);
    });

    it('runs one that needs another after it, and not at all when that failed', async () => {
      const probes = new FakeProbes();
      const verdicts = await run([failover('y', ['x']), failover('x')], probes);
      expect(outcomes(verdicts)).to.deep.equal([
        ['y', null],
        ['x', false],
      ]);
      expect(probes.asked).to.deep.equal(['x', 'x is back']);
    });

    it('disturbs nothing for a check whose need failed', async () => {
      const probes = new FakeProbes({ '10.0.0.1': false });
      expect(outcomes(await run([ping('a'), failover('x', ['a'])], probes))).to.deep.equal([
        ['a', false],
        ['x', null],
      ]);
      expect(probes.asked).to.deep.equal(['10.0.0.1']);
    });

    it('with only: waits for what another wanted one needs, and for nothing else', async () => {
      const { promise, resolve } = deferred<boolean>();
      const probes = new FakeProbes({ '10.0.0.2': promise });
      const checks = [failover('x'), ping('a'), ping('b', ['a']), failover('y', ['b']), ping('c')];
      const work = run(checks, probes, { only: ['x', 'y'] });
      await settle();
      expect(probes.asked).to.deep.equal(['10.0.0.1', '10.0.0.2']);
      resolve(true);
      expect((await work).map(({ id }) => id)).to.deep.equal(['x', 'y']);
      expect(probes.asked.slice(2)).to.deep.equal(['x', 'x is back', 'y', 'y is back']);
    });

    it('with only: runs one alone that needs nothing', async () => {
      const probes = new FakeProbes();
      await run([failover('x'), ping('a'), failover('y')], probes, { only: ['y'] });
      expect(probes.asked).to.deep.equal(['y', 'y is back']);
    });

    it('breaks nothing once a look has thrown, and throws what it threw when all looks ended', async () => {
      const { promise, resolve } = deferred<boolean>();
      const probes = new FakeProbes({ '10.0.0.1': Promise.reject(gone), '10.0.0.2': promise });
      let ended = false;
      const end = thrownBy(run([failover('x'), failover('y'), ping('a'), ping('b')], probes));
      void end.finally(() => (ended = true));
      await settle();
      expect(ended).to.equal(false);
      resolve(true);
      expect(await end).to.equal(gone);
      expect(probes.asked).to.deep.equal(['10.0.0.1', '10.0.0.2']);
    });

    it('throws what a disturbance threw, and begins the next one only when it has ended', async () => {
      const { promise, resolve } = deferred<boolean>();
      const probes = new FakeProbes({ x: promise.then(() => Promise.reject(gone)) });
      const end = thrownBy(run([failover('x'), failover('y'), ping('a')], probes));
      await settle();
      expect(probes.asked).to.deep.equal(['10.0.0.1', 'x']);
      resolve(true);
      expect(await end).to.equal(gone);
      expect(probes.asked).to.deep.equal(['10.0.0.1', 'x', 'y', 'y is back']);
    });
  });

  it('throws when a check needs one that is not there, which no valid lab has', async () => {
    expect(await thrownBy(run([ping('a', ['z'])]))).to.be.instanceOf(RangeError);
  });
});

describe('judgeFromSnapshot', () => {
  it('finds what needs no traffic', () => {
    expect(judgeFromSnapshot(LAB, solved(), forward)).to.deep.equal({
      passed: true,
      evidence: ['gateway net.ipv4.ip_forward = 1'],
    });
  });

  it('finds nothing for a kind that needs traffic', () => {
    expect(judgeFromSnapshot(LAB, solved(), ping('a'))).to.equal(undefined);
  });

  it('passes every check of the solved experiment that needs no traffic, and no scoring one of the blank', () => {
    const scored = LAB.checks.filter(({ points }) => points > 0);
    const passed = (snapshot: ReturnType<typeof solved>) =>
      scored.flatMap((check) => {
        const finding = judgeFromSnapshot(LAB, snapshot, check);
        return finding === undefined ? [] : [finding.passed];
      });
    expect(passed(solved())).to.deep.equal(Array.from({ length: 5 }, () => true));
    expect(passed(blank())).to.deep.equal(Array.from({ length: 5 }, () => false));
  });
});
