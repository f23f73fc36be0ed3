import { expect } from 'chai';
import { formatProblem, inOrder, toProblem, type Problem } from '../../../src/lab/problem.ts';

const at = (line: number, column: number, message = ''): Problem => ({
  code: 'VALUE_INVALID',
  line,
  column,
  path: '',
  message,
});

describe('a problem', () => {
  it('is formatted as editors and terminals expect it', () => {
    expect(formatProblem('labs/exp1/lab.yaml', at(3, 10, 'minutes: got 0'))).to.equal(
      'labs/exp1/lab.yaml:3:10: minutes: got 0',
    );
  });

  it('puts its path before its text', () => {
    const flaw = { code: 'NODE_UNKNOWN', path: ['checks', 0, 'servers', 1], text: 'got web3' } as const;
    expect(toProblem(flaw, { line: 2, column: 5 })).to.deep.equal({
      code: 'NODE_UNKNOWN',
      line: 2,
      column: 5,
      path: 'checks[0].servers[1]',
      message: 'checks[0].servers[1]: got web3',
    });
  });

  it('keeps control characters of the file off the terminal', () => {
    const flaw = { code: 'FIELD_UNKNOWN', path: ['a\n\u001b[2Jb'], text: 'unknown field' } as const;
    expect(toProblem(flaw, { line: 1, column: 1 }).message).to.equal('a [2Jb: unknown field');
  });
});

describe('inOrder', () => {
  it('sorts by line, then by column', () => {
    expect(inOrder([at(10, 1), at(2, 9), at(2, 1)])).to.deep.equal([at(2, 1), at(2, 9), at(10, 1)]);
  });

  it('keeps the first of several problems at one place', () => {
    expect(inOrder([at(2, 1, 'first'), at(2, 1, 'second')])).to.deep.equal([at(2, 1, 'first')]);
  });
});
