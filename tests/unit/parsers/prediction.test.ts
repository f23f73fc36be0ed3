import { expect } from 'chai';
import { parsePrediction } from '../../../src/parsers/prediction.ts';

const read = (text: string): (string | undefined)[][] =>
  parsePrediction(text, 'arp_ignore', 1).map((words) => words.map((word) => word.read));

describe('parsePrediction', () => {
  const rows: { description: string; text: string; expected: (string | undefined)[][] }[] = [
    { description: 'a line', text: 'arp_ignore 1   yes  no', expected: [['yes', 'no']] },
    {
      description: 'other ways to say so',
      text: 'arp_ignore 1 Y N 是 否 YES',
      expected: [['yes', 'no', 'yes', 'no', 'yes']],
    },
    { description: 'what is not predicted', text: 'arp_ignore 1 ? ?', expected: [['?', '?']] },
    { description: 'addresses', text: 'arp_ignore 1 192.168.0.240', expected: [['192.168.0.240']] },
    { description: 'other words', text: 'arp_ignore 1 maybe 192.168.0', expected: [[undefined, undefined]] },
    { description: 'signs between words', text: ' arp_ignore = 1: yes | no, yes', expected: [['yes', 'no', 'yes']] },
    { description: 'comments', text: '# arp_ignore 1 yes\narp_ignore 1 yes # or no\r\n', expected: [['yes']] },
    {
      description: 'a line that is there twice',
      text: 'arp_ignore 1 yes\narp_ignore 1 no',
      expected: [['yes'], ['no']],
    },
    { description: 'a line without words', text: 'arp_ignore 1', expected: [[]] },
    { description: 'other values', text: 'arp_ignore 11 yes\narp_announce 1 yes\narp_ignore\n', expected: [] },
    { description: 'an empty file', text: '', expected: [] },
  ];
  for (const { description, text, expected } of rows) {
    it(`reads ${description}`, () => {
      expect(read(text)).to.deep.equal(expected);
    });
  }

  it('keeps what was written', () => {
    expect(parsePrediction('arp_ignore 1 Perhaps', 'arp_ignore', 1)).to.deep.equal([
      [{ written: 'Perhaps', read: undefined }],
    ]);
  });
});
