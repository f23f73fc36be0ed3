import { expect } from 'chai';
import { parsePorts } from '../../../src/observe/workload-script.ts';

describe('the output of a workload', () => {
  it('is a port for each connection, 0 for one that was not accepted', () => {
    expect(parsePorts('43210\n43212\n0\n', 3)).to.deep.equal([43210, 43212, 0]);
  });

  it('is refused when it was cut off, or is something else', () => {
    expect(() => parsePorts('43210\n', 2)).to.throw('printed 1 ports, expected 2');
    expect(() => parsePorts('bind: in use\n', 1)).to.throw('a port of a workload');
  });
});
