import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { keyOf, Results } from '../../../../src/actions/grade/results.ts';
import type { Result } from '../../../../src/actions/grade/result.ts';
import { bootFailed, timedOut, unresponsive } from '../../../../src/actions/grade/trouble.ts';
import { LAB } from '../../../helpers/judge.ts';
import { RESULT } from '../../report/sample-class.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'lvs-lab-results-'));
after(() => rmSync(FOLDER, { recursive: true, force: true }));

describe('results on disk', () => {
  const kept: { description: string; result: Result; timeoutMs: number; isFound: boolean }[] = [
    { description: 'what was judged', result: RESULT, timeoutMs: 1000, isFound: true },
    {
      description: 'what took longer than a shorter time',
      result: { ...RESULT, state: 'timed-out', trouble: timedOut(9000), timeoutMs: 9000 },
      timeoutMs: 5000,
      isFound: true,
    },
    {
      description: 'what took longer than the same time',
      result: { ...RESULT, state: 'timed-out', trouble: timedOut(9000), timeoutMs: 9000 },
      timeoutMs: 9000,
      isFound: true,
    },
    {
      description: 'what took longer than a time that is now longer',
      result: { ...RESULT, state: 'timed-out', trouble: timedOut(9000), timeoutMs: 9000 },
      timeoutMs: 9001,
      isFound: false,
    },
    {
      description: 'what was no fault of the submission',
      result: { ...RESULT, state: 'not-judged', trouble: bootFailed('no'), checks: [] },
      timeoutMs: 1000,
      isFound: false,
    },
  ];
  const more = [
    {
      description: 'a node that did not answer',
      result: { ...RESULT, state: 'not-judged', trouble: unresponsive('no') },
    },
    { description: 'what may have been late', result: { ...RESULT, doubtful: true } },
  ] as const;
  kept.push(...more.map((one) => ({ ...one, timeoutMs: 1000, isFound: false })));
  for (const [index, { description, result, timeoutMs, isFound }] of kept.entries()) {
    it(`${isFound ? 'stand for' : 'do not stand for'} ${description}`, async () => {
      const results = await Results.open(FOLDER);
      await results.keep(`k${index}`, result);
      expect(await results.find(`k${index}`, timeoutMs)).to.deep.equal(isFound ? result : undefined);
    });
  }

  it('are none where a file is none, or was cut off', async () => {
    const results = await Results.open(FOLDER);
    writeFileSync(join(FOLDER, 'results/cut.json'), '{"submission": "a');
    writeFileSync(join(FOLDER, 'results/other.json'), '{}');
    for (const key of ['cut', 'other', 'missing']) expect(await results.find(key, 1)).to.equal(undefined);
  });

  it('leave no draft behind', async () => {
    await (await Results.open(FOLDER)).keep('draft', RESULT);
    expect(readdirSync(join(FOLDER, 'results')).filter((name) => name.endsWith('.draft'))).to.deep.equal([]);
  });

  it('cannot be opened where a file is in the way', async () => {
    const file = join(FOLDER, 'file');
    writeFileSync(file, '');
    const error = await Results.open(file).catch((caught: unknown) => caught);
    expect(error).to.include({ code: 'FILE_UNWRITABLE' });
  });
});

describe('the key of a result', () => {
  const key = keyOf(LAB, { name: 'a', hash: 'h' });

  it('is the same for the same', () => {
    expect(keyOf(structuredClone(LAB), { name: 'a', hash: 'h' })).to.equal(key);
  });

  const [check, ...checks] = LAB.checks;
  const others = [
    { description: 'the submission', other: keyOf(LAB, { name: 'a', hash: 'i' }) },
    { description: 'its name', other: keyOf(LAB, { name: 'b', hash: 'h' }) },
    { description: 'the network', other: keyOf({ ...LAB, nodes: LAB.nodes.slice(1) }, { name: 'a', hash: 'h' }) },
    {
      description: 'a check',
      other: keyOf({ ...LAB, checks: check ? [{ ...check, points: 50 }, ...checks] : [] }, { name: 'a', hash: 'h' }),
    },
  ];
  for (const { description, other } of others) {
    it(`depends on ${description}`, () => expect(other).to.not.equal(key));
  }
});
