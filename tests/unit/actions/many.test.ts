import { expect } from 'chai';
import type { ActionEvent } from '../../../src/actions/context.ts';
import { forEachInstance, valuesOf } from '../../../src/actions/many.ts';
import { Interrupted, LabError } from '../../../src/util/errors.ts';
import { Slots } from '../../../src/util/slots.ts';

describe('work on many instances', () => {
  const told: ActionEvent[] = [];
  const emit = (event: ActionEvent): void => void told.push(event);
  const each = <T>(signal: AbortSignal, work: (name: string) => Promise<T>) =>
    forEachInstance({ emit, signal }, ['a-1', 'a-2', 'a-3'], new Slots(2), work);
  beforeEach(() => told.splice(0));

  it('goes on with the others when one fails, and tells at once which and why', async () => {
    const error = new LabError('INSTANCE_BUSY', 'somebody has it', { hint: 'Wait.' });
    const outcomes = await each(new AbortController().signal, async (name) => {
      if (name === 'a-1') throw error;
      return name.toUpperCase();
    });
    expect(valuesOf(outcomes)).to.deep.equal(['A-2', 'A-3']);
    expect(told).to.deep.equal([{ type: 'failed', instance: 'a-1', error }]);
  });

  it('begins none after an interruption, and blames nobody for it', async () => {
    const interruption = new AbortController();
    const begun: string[] = [];
    const outcomes = await each(interruption.signal, async (name) => {
      begun.push(name);
      if (name === 'a-1') return name;
      interruption.abort();
      throw new LabError('NODE_BOOT_FAILED', 'cut off');
    });
    expect(begun).to.deep.equal(['a-1', 'a-2']);
    expect(valuesOf(outcomes)).to.deep.equal(['a-1']);
    expect(outcomes.slice(1).map((one) => 'error' in one && one.error instanceof Interrupted)).to.deep.equal([
      true,
      true,
    ]);
    expect(told).to.deep.equal([]);
  });

  it('throws a bug of ours, after the others have ended', async () => {
    const ended: string[] = [];
    const bug = new TypeError('ours');
    const thrown = await each(new AbortController().signal, async (name) => {
      if (name === 'a-1') throw bug;
      ended.push(name);
    }).catch((error: unknown) => error);
    expect(thrown).to.equal(bug);
    expect(ended).to.deep.equal(['a-2', 'a-3']);
  });
});
