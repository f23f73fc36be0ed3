import { expect } from 'chai';
import { array, assert, constantFrom, integer, property } from 'fast-check';
import { widthOf, wrap } from '../../../src/util/wrap.ts';

describe('widthOf', () => {
  const widths: [text: string, columns: number][] = [
    ['', 0],
    ['abc', 3],
    ['调度器', 6],
    ['eth0：', 6],
    ['，。（）', 8],
    ['“”…·', 4],
    ['ｱｲ', 2],
    ['한글', 4],
    ['😀', 2],
    ['𠮷', 2],
    ['✔ ok', 4],
  ];
  for (const [text, columns] of widths) {
    it(`${JSON.stringify(text)} takes ${columns} columns`, () => {
      expect(widthOf(text)).to.equal(columns);
    });
  }
});

describe('wrap', () => {
  const cases: { description: string; text: string; columns: number; indent: string; lines: string[] }[] = [
    { description: 'leaves a line that fits', text: 'a short line', columns: 20, indent: '', lines: ['a short line'] },
    { description: 'leaves a line that just fits', text: 'abc def', columns: 7, indent: '', lines: ['abc def'] },
    { description: 'breaks between words', text: 'abc def', columns: 6, indent: '', lines: ['abc', 'def'] },
    { description: 'counts the indent', text: 'abc def', columns: 8, indent: '  ', lines: ['  abc', '  def'] },
    {
      description: 'gives a longer word a line of its own',
      text: 'a net.ipv4.conf.all.arp_ignore b',
      columns: 10,
      indent: '',
      lines: ['a', 'net.ipv4.conf.all.arp_ignore', 'b'],
    },
    {
      description: 'breaks between Chinese characters',
      text: '调度器上有',
      columns: 6,
      indent: '',
      lines: ['调度器', '上有'],
    },
    { description: 'leaves half a column free', text: '调度器上有', columns: 7, indent: '', lines: ['调度器', '上有'] },
    {
      description: 'begins no line with the punctuation that ends a clause',
      text: '真实服务器，调度器',
      columns: 10,
      indent: '',
      lines: ['真实服务', '器，调度器'],
    },
    {
      description: 'ends no line with an opening bracket',
      text: '真实服务（器）',
      columns: 10,
      indent: '',
      lines: ['真实服务', '（器）'],
    },
    {
      description: 'keeps an English word whole in Chinese',
      text: '在 lvs01 上看 ip addr：哪块',
      columns: 12,
      indent: '',
      lines: ['在 lvs01 上', '看 ip addr：', '哪块'],
    },
    {
      description: 'keeps the lines of a longer text',
      text: 'one\ntwo\n',
      columns: 20,
      indent: ' ',
      lines: [' one', ' two'],
    },
    { description: 'gives one line for nothing', text: '', columns: 20, indent: '    ', lines: [''] },
  ];
  for (const { description, text, columns, indent, lines } of cases) {
    it(description, () => {
      expect(wrap(text, columns, indent)).to.deep.equal(lines);
    });
  }

  it('loses nothing but spaces, whatever the text', () => {
    const letters = constantFrom('a', 'b', ' ', '  ', '，', '（', '）', '调', '度', '😀', '“', '”', '-', '\n');
    assert(
      property(array(letters, { maxLength: 60 }), integer({ min: 1, max: 30 }), (parts, columns) => {
        const text = parts.join('');
        expect(wrap(text, columns, '').join('').replace(/\s/g, '')).to.equal(text.replace(/\s/g, ''));
      }),
    );
  });

  it('goes past the width for a single piece only', () => {
    const letters = constantFrom('ab', ' ', '调', '度', '器');
    assert(
      property(array(letters, { maxLength: 60 }), integer({ min: 4, max: 30 }), (parts, columns) => {
        const tooWide = wrap(parts.join(''), columns, '').filter((line) => widthOf(line) > columns);
        expect(tooWide.filter((line) => !/^(?:ab)+$/.test(line))).to.deep.equal([]);
      }),
    );
  });
});
