import { expect } from 'chai';
import { readRouteAnswers } from '../../../src/probes/route-script.ts';
import { parseErrorOf } from '../parsers/recordings.ts';

// Recorded in web01 of experiment 1, with 10.0.0.0/8 through the director, in it a blackhole, and no default route in the end.
const OUTPUT = `[{"dst":"10.0.0.1","from":"192.168.0.223","gateway":"192.168.0.210","dev":"eth0","flags":[],"uid":0,"cache":[]}]
[{"dst":"192.168.0.224","from":"192.168.0.223","dev":"eth0","flags":[],"uid":0,"cache":[]}]
[{"type":"local","dst":"192.168.0.223","from":"192.168.0.223","dev":"lo","flags":[],"uid":0,"cache":["local"]}]
`;

describe('readRouteAnswers', () => {
  it('gives an answer to each address, and no way to those that the kernel has none to', () => {
    const addresses = ['192.168.0.223', '10.1.0.1', '10.0.0.1', '192.168.0.224'];
    expect(readRouteAnswers(OUTPUT, addresses)).to.deep.equal([
      { address: '192.168.0.223', type: 'local', via: undefined, device: 'lo' },
      { address: '10.1.0.1', type: undefined, via: undefined, device: undefined },
      { address: '10.0.0.1', type: 'unicast', via: '192.168.0.210', device: 'eth0' },
      { address: '192.168.0.224', type: 'unicast', via: undefined, device: 'eth0' },
    ]);
  });

  it('has no way anywhere where nothing was printed', () => {
    expect(readRouteAnswers('', ['10.0.0.1']).map(({ type }) => type)).to.deep.equal([undefined]);
  });

  it('refuses what is no answer', () => {
    expect(parseErrorOf(() => readRouteAnswers('[{"dst":"10.0.0.1"', ['10.0.0.1'])).what).to.equal(
      'routes of ip -j route',
    );
  });
});
