import { expect } from 'chai';
import { portsBy } from '../../../src/probes/delivery-script.ts';

describe('portsBy', () => {
  it('gives ten ports, below those that kernels give out, and others by chance', () => {
    expect(portsBy(0)).to.deep.equal({ first: 20_000, last: 20_009 });
    expect(portsBy(0.999_999)).to.deep.equal({ first: 29_990, last: 29_999 });
    expect(portsBy(0.5)).to.deep.equal({ first: 25_000, last: 25_009 });
  });
});
