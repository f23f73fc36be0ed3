import { expect } from 'chai';
import type { Fault, Lab } from '../../../../src/lab/lab.ts';
import type { Trial } from '../../../../src/actions/selftest/expect.ts';
import { runSelftest, type LabTrials, type WorkInput } from '../../../../src/actions/selftest/run.ts';
import { thrownBy } from '../../../helpers/thrown.ts';

const CHECKS = [{ id: 'page', kind: 'http', needs: [], points: 10 }] as unknown as Lab['checks'];

const labOf = (id: string, faults: string[]): Lab =>
  ({
    id,
    checks: CHECKS,
    faults: faults.map((name) => ({ id: name, fails: ['page'], mayFail: [] })) as unknown as Fault[],
  }) as Lab;

/** What happened, in order: `exp1 1 made`, `exp1 1 fault a`, `exp1 1 removed`. */
interface Told {
  events: string[];
  input: WorkInput;
}

type Change = Partial<Record<string, Partial<Trial> | Error>>;

/** Instances that come to what a test says of a trial, by its id; what is not named comes out right. */
function telling(labs: Lab[], changes: Change = {}, rest: Partial<WorkInput> = {}): Told {
  const events: string[] = [];
  const withInstance: WorkInput['withInstance'] = async ({ lab, number, onTrial, signal }, work) => {
    const tell = (what: string): void => void events.push(`${lab.id} ${number} ${what}`);
    const come = async (id: string, passed: boolean): Promise<Trial> => {
      tell(id);
      await Promise.resolve();
      signal.throwIfAborted();
      const change = changes[id] ?? {};
      if (change instanceof Error) throw change;
      const trial: Trial = { id, seen: { page: passed }, wrong: [], cause: null, durationMs: 1, ...change };
      onTrial(trial);
      return trial;
    };
    const trials: LabTrials = {
      blank: () => come('blank', false),
      solved: () => come('solved', true),
      fault: ({ id }) => come(id, false),
      repaired: () => come('repaired', true),
    };
    tell('made');
    try {
      await work(trials);
    } finally {
      tell('removed');
    }
  };
  const input = {
    labs,
    workers: 1,
    full: false,
    strict: false,
    withInstance,
    onTrial: () => {},
    signal: new AbortController().signal,
  };
  return { events, input: { ...input, ...rest } };
}

describe('selftest', () => {
  it('tries a lab blank, solved, with each fault, and whole again behind the last', async () => {
    const { events, input } = telling([labOf('exp1', ['a', 'b'])]);
    const [report] = await runSelftest(input);
    expect(events.map((event) => event.replace('exp1 1 ', ''))).to.deep.equal([
      'made',
      'blank',
      'solved',
      'a',
      'b',
      'repaired',
      'removed',
    ]);
    expect(report?.passed).to.equal(true);
    expect(report?.trials.map(({ id }) => id)).to.deep.equal(['blank', 'solved', 'a', 'b']);
  });

  it('with full, asks after each repair too', async () => {
    const { events, input } = telling([labOf('exp1', ['a', 'b'])], {}, { full: true });
    await runSelftest(input);
    expect(events.filter((event) => event.endsWith('repaired'))).to.have.length(3);
  });

  it('makes an instance anew after a trial that could not be held, and goes on with the next fault', async () => {
    const { events, input } = telling([labOf('exp1', ['a', 'b'])], { a: { error: 'the node does not answer' } });
    const [report] = await runSelftest(input);
    expect(events.map((event) => event.replace('exp1 1 ', ''))).to.deep.equal([
      'made',
      'blank',
      'solved',
      'a',
      'removed',
      'made',
      'solved',
      'b',
      'repaired',
      'removed',
    ]);
    expect(report?.passed).to.equal(false);
  });

  it('after a wrong trial, asks whether the repair left something behind, and begins anew where it did', async () => {
    const wrong = { wrong: ['page'] };
    const { events, input } = telling([labOf('exp1', ['a', 'b'])], { a: wrong, repaired: wrong });
    const [report] = await runSelftest(input);
    expect(events.map((event) => event.replace('exp1 1 ', '')).slice(3, 7)).to.deep.equal([
      'a',
      'repaired',
      'removed',
      'made',
    ]);
    expect(report?.trials.map(({ id }) => id)).to.include('repaired');
  });

  it('gives workers that are through with one lab to the next, and more than one to a long one', async () => {
    const long = labOf(
      'long',
      Array.from({ length: 40 }, (_, index) => `f${index}`),
    );
    const { events, input } = telling([labOf('short', ['a']), long], {}, { workers: 3 });
    const reports = await runSelftest(input);
    expect(events.filter((event) => event.startsWith('long') && event.endsWith('made'))).to.have.length(3);
    expect(events.filter((event) => event.endsWith('blank'))).to.have.length(2);
    expect(reports.map(({ lab, passed }) => [lab, passed])).to.deep.equal([
      ['short', true],
      ['long', true],
    ]);
    expect(reports[1]?.trials).to.have.length(42);
  });

  it('names what no fault makes fail, which is wrong only when it is strict', async () => {
    const lenient = (await runSelftest(telling([labOf('exp1', [])]).input))[0];
    expect(lenient).to.deep.include({ passed: true, unproven: ['page'], strict: false });
    expect(lenient).not.to.have.property('firstWrong');
    const [report] = await runSelftest(telling([labOf('exp1', [])], {}, { strict: true }).input);
    expect(report).to.deep.include({
      passed: false,
      unproven: ['page'],
      strict: true,
      firstWrong: 'no fault makes the check "page" fail, so it is not proven that it can',
    });
  });

  it('tells what was wrong first: in the order of blank, solved, and the faults in the file, and before what nobody proved', async () => {
    const wrong = { wrong: ['page'] };
    const { input } = telling([labOf('exp1', ['a', 'b'])], { a: wrong, b: wrong }, { strict: true });
    const [report] = await runSelftest(input);
    expect(report).to.include({
      passed: false,
      firstWrong: 'with the fault "a", the check "page" failed; the fault says that it fails',
    });
  });

  it('ends all instances when one cannot go on, and throws what was first', async () => {
    const { events, input } = telling(
      [labOf('one', ['a']), labOf('two', ['b'])],
      { a: new TypeError('no') },
      { workers: 2 },
    );
    const error = await thrownBy(runSelftest(input));
    expect(error).to.be.instanceOf(TypeError);
    expect(events.filter((event) => event.endsWith('made')).length).to.equal(
      events.filter((event) => event.endsWith('removed')).length,
    );
  });
});
