import { expect } from 'chai';
import { parseArping } from '../../../src/parsers/arping.ts';
import { parseErrorOf, recorded } from './recordings.ts';

describe('parseArping', () => {
  it('gives no replies when nothing was printed', () => {
    expect(parseArping('')).to.deep.equal([]);
  });

  it('counts replies, not requests, when two machines answer', () => {
    const replies = parseArping(recorded('arping-two'));
    expect(replies.map(({ index }) => index)).to.deep.equal([0, 1, 2, 3]);
    expect(new Set(replies.map(({ mac }) => mac))).to.deep.equal(new Set(['02:42:c0:a8:00:d2', '02:42:c0:a8:00:de']));
  });

  const units = ['5.121 usec', '1.024 msec', '1.002 sec'];
  for (const unit of units) {
    it(`does not mind a time in ${unit.replace(/.* /, '')}`, () => {
      const text = `60 bytes from 02:42:c0:a8:00:d2 (192.168.0.210): index=7 time=${unit}\n`;
      expect(parseArping(text)).to.deep.equal([{ mac: '02:42:c0:a8:00:d2', address: '192.168.0.210', index: 7 }]);
    });
  }

  it('skips replies to an echo request, which a ping to a MAC address sends', () => {
    expect(parseArping('60 bytes from 192.168.0.210 (02:42:c0:a8:00:d2): icmp_seq=0 time=5.1 usec\n')).to.deep.equal(
      [],
    );
  });

  const malformed = [
    { description: 'was cut in the MAC address', row: '42 bytes from 02:42:c0' },
    { description: 'was cut in the index', row: '42 bytes from 02:42:c0:a8:00:d2 (192.168.0.210): index=1' },
    {
      description: 'has no address',
      row: '42 bytes from 02:42:c0:a8:00:d2 (192.168.0.300): index=1 time=5.121 usec',
    },
  ];
  for (const { description, row } of malformed) {
    it(`refuses a reply that ${description}`, () => {
      const error = parseErrorOf(() => parseArping(`ARPING 192.168.0.210\n${row}\n`));
      expect(error).to.include({ what: 'a reply of arping', line: 2, text: row });
    });
  }
});
