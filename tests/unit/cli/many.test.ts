import { expect } from 'chai';
import { manyNames, plainFailures } from '../../../src/cli/many.ts';
import { Interrupted, LabError } from '../../../src/util/errors.ts';

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

describe('what failed of many', () => {
  it('is named, the first of it where every document has an error', () => {
    const failure = new LabError('INSTANCE_BUSY', 'somebody has it', { hint: 'Wait.' });
    const error = { code: 'INSTANCE_BUSY', message: 'somebody has it', hint: 'Wait.' };
    const outcomes = [
      { name: 'a-1', error: failure },
      { name: 'a-2', value: 1 },
    ];
    expect(plainFailures(outcomes)).to.deep.equal({ failed: [{ instance: 'a-1', error }], error });
  });

  it('is nothing after an interruption, or when none failed', () => {
    expect(plainFailures([{ name: 'a-1', error: new Interrupted('interrupted') }])).to.deep.equal({ failed: [] });
    expect(plainFailures([{ name: 'a-1', value: 1 }])).to.deep.equal({ failed: [] });
  });
});
