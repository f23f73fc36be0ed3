import { expect } from 'chai';
import { parseAnswers, questionLine, wavesOf } from '../../../src/probes/arp-matrix-script.ts';

const NEAR = '192.168.0.220';
const FAR = '192.168.100.220';
const rip = { address: '192.168.0.223', asker: NEAR };
const far = { address: '192.168.0.223', asker: FAR };
const vip = { address: '192.168.0.240', asker: NEAR };

describe('wavesOf', () => {
  it('asks two questions about one address one after the other, and all others at once', () => {
    expect(wavesOf([rip, far, vip])).to.deep.equal([[rip, vip], [far]]);
    expect(wavesOf([])).to.deep.equal([]);
  });
});

describe('questionLine', () => {
  it('has a word a question', () => {
    expect(questionLine([rip, far])).to.equal('192.168.0.220>192.168.0.223 192.168.100.220>192.168.0.223');
  });
});

const answer = (address: string, mac: string): string =>
  `42 bytes from ${mac} (${address}): index=0 time=206.336 usec\n`;
const end = (address: string): string =>
  `\n--- ${address} statistics ---\n3 packets transmitted, 0 packets received, 100% unanswered (0 extra)\n`;
const silent = (address: string): string => `ARPING ${address}\nTimeout\nTimeout\nTimeout\n${end(address)}`;

describe('parseAnswers', () => {
  it('gives the MACs that answered for each address, in the order of the questions', () => {
    const output =
      silent(vip.address) +
      `ARPING ${rip.address}\n${answer(rip.address, '02:42:c0:a8:00:df')}${answer(rip.address, '02:42:c0:a8:00:e0')}${end(rip.address)}`;
    expect(parseAnswers(output, [rip, vip])).to.deep.equal([['02:42:c0:a8:00:df', '02:42:c0:a8:00:e0'], []]);
  });

  it('throws when a question was not asked', () => {
    expect(() => parseAnswers(silent(vip.address), [rip, vip])).to.throw(
      Error,
      'line 2: expected answers for 2 addresses',
    );
    expect(() => parseAnswers('', [vip])).to.throw(Error, 'line 1: expected answers for 1 addresses');
  });
});
