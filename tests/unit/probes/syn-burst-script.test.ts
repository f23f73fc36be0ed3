import { expect } from 'chai';
import { firstPort, parseSent } from '../../../src/probes/syn-burst-script.ts';

describe('the output of a burst', () => {
  it('gives the ports of the packets', () => {
    expect(parseSent('sent 3', 20_000)).to.deep.equal([20_000, 20_001, 20_002]);
  });

  it('has ports that no burst of the last minute had', () => {
    const now = 1_795_337_908_123;
    const firsts = Array.from({ length: 100 }, (_, second) => firstPort(now + second * 1000)).toSorted((a, b) => a - b);
    expect(firsts.every((first, index) => index === 0 || first - (firsts[index - 1] ?? 0) >= 500)).to.equal(true);
    expect(firsts[0]).to.be.least(1024);
    expect((firsts.at(-1) ?? 0) + 500).to.be.most(65_535);
  });

  it('is refused when it is something else', () => {
    expect(() => parseSent('a raw socket: Operation not permitted', 20_000)).to.throw(
      'expected how many packets were sent, got "a raw socket',
    );
  });
});
