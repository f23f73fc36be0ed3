import { expect } from 'chai';
import { parseSent } from '../../../src/observe/syn-burst-script.ts';

describe('the output of a burst', () => {
  it('gives the ports of the packets', () => {
    expect(parseSent('sent 3')).to.deep.equal([20_000, 20_001, 20_002]);
  });

  it('is refused when it is something else', () => {
    expect(() => parseSent('a raw socket: Operation not permitted')).to.throw('printed "a raw socket');
  });
});
