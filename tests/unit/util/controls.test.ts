import { expect } from 'chai';
import { forJson, forTerminal, withoutControls } from '../../../src/util/controls.ts';

const HOSTILE = {
  'a title of the window': '\u001b]0;owned\u0007',
  'a cleared screen': '\u001b[2J\u001b[H',
  'an 8-bit sequence': '\u009b2J',
  'a query that the terminal types an answer to': '\u001b[6n',
  'a line written over': 'failed\rpassed',
  'letters taken back': 'failed\b\b\b\b\b\bpassed',
  'text turned round': '\u202edessap',
  'hidden text': '\u001b[8mhidden',
  'a style of ours inside of another sequence': '\u001b]8;;x\u001b\\',
};

describe('text for a terminal', () => {
  for (const [title, text] of Object.entries(HOSTILE)) {
    it(`cannot hold ${title}`, () => {
      // oxlint-disable-next-line no-control-regex
      const acts = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;
      expect(text).to.match(acts);
      expect(forTerminal(text)).to.not.match(acts);
      expect(withoutControls(text)).to.not.match(acts);
      const json = forJson(JSON.stringify({ text }, null, 2));
      expect(json).to.not.match(acts);
      expect(JSON.parse(json)).to.deep.equal({ text });
    });
  }

  it('keeps lines, tabs, and what our reports are painted with', () => {
    const ours = '\u001b[32m✔\u001b[0m one\n\u001b[1mtwo\u001b[0m\tthree\r\nfour';
    expect(forTerminal(ours)).to.equal(ours);
  });
});
