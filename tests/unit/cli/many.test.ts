import { expect } from 'chai';
import type { Io } from '../../../src/cli/io.ts';
import { forEachInstance, manyNames, plainFailures, valuesOf } from '../../../src/cli/many.ts';
import { LabError } from '../../../src/errors.ts';
import { Slots } from '../../../src/slots.ts';

describe('--count', () => {
  const names: { description: string; options: { as?: string; count?: string }; names: string[] | undefined }[] = [
    { description: 'is one instance of the plain name when left out', options: { as: 'x' }, names: undefined },
    { description: 'counts behind the name of the lab', options: { count: '2' }, names: ['exp1-1', 'exp1-2'] },
    { description: 'counts behind --as', options: { count: '1', as: 'monday' }, names: ['monday-1'] },
  ];
  for (const { description, options, names: expected } of names) {
    it(description, () => expect(manyNames('exp1', options)).to.deep.equal(expected));
  }

  it('leaves room for the number in a name of 40', () => {
    const stem = 'a'.repeat(37);
    expect(manyNames('exp1', { as: stem, count: '99' })).to.have.length(99);
    expect(() => manyNames('exp1', { as: stem, count: '100' }))
      .to.throw(LabError, `--as is "${stem}", expected 36 characters at most: "-100" follows with --count 100`)
      .with.property('code', 'ARGUMENT_INVALID');
  });
});

describe('work on many instances', () => {
  const written: string[] = [];
  const ioWith = (signal: AbortSignal): Io =>
    ({ signal, stderr: { write: (text: string) => written.push(text) } }) as unknown as Io;
  const progress = { say: () => {}, done: () => {}, clear: () => {} };
  const each = <T>(io: Io, work: (name: string) => Promise<T>) =>
    forEachInstance(io, ['a-1', 'a-2', 'a-3'], { slots: new Slots(2), progress, work });
  beforeEach(() => written.splice(0));

  it('goes on with the others when one fails, and says at once which and why', async () => {
    const outcomes = await each(ioWith(new AbortController().signal), async (name) => {
      if (name === 'a-1') throw new LabError('INSTANCE_BUSY', 'somebody has it', { hint: 'Wait.' });
      return name.toUpperCase();
    });
    expect(valuesOf(outcomes)).to.deep.equal(['A-2', 'A-3']);
    expect(written).to.deep.equal(['lab: a-1: somebody has it\nWait.\n']);
    const error = { code: 'INSTANCE_BUSY', message: 'somebody has it', hint: 'Wait.' };
    expect(plainFailures(outcomes)).to.deep.equal({ failed: [{ instance: 'a-1', error }], error });
  });

  it('has no error when none failed', async () => {
    const outcomes = await each(ioWith(new AbortController().signal), async (name) => name);
    expect(plainFailures(outcomes)).to.deep.equal({ failed: [] });
  });

  it('begins none after an interruption, and blames nobody for it', async () => {
    const interruption = new AbortController();
    const begun: string[] = [];
    const outcomes = await each(ioWith(interruption.signal), async (name) => {
      begun.push(name);
      if (name === 'a-1') return name;
      interruption.abort();
      throw new LabError('NODE_BOOT_FAILED', 'cut off');
    });
    expect(begun).to.deep.equal(['a-1', 'a-2']);
    expect(valuesOf(outcomes)).to.deep.equal(['a-1']);
    expect(plainFailures(outcomes)).to.deep.equal({ failed: [] });
    expect(written).to.deep.equal([]);
  });

  it('throws a bug of ours, after the others have ended', async () => {
    const ended: string[] = [];
    const bug = new TypeError('ours');
    const thrown = await each(ioWith(new AbortController().signal), async (name) => {
      if (name === 'a-1') throw bug;
      ended.push(name);
    }).catch((error: unknown) => error);
    expect(thrown).to.equal(bug);
    expect(ended).to.deep.equal(['a-2', 'a-3']);
  });
});
