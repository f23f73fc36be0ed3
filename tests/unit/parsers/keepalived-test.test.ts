import { expect } from 'chai';
import { parseConfigTest } from '../../../src/parsers/keepalived-test.ts';
import { recorded } from './recordings.ts';

const FILE = '/etc/keepalived/keepalived.conf';

describe('parseConfigTest', () => {
  it('says nothing of a good file', () => {
    expect(parseConfigTest('')).to.deep.equal([]);
  });

  it('passes over the keywords that the tutorial has of older versions, and over no others', () => {
    const retired = parseConfigTest(recorded('keepalived-test-tutorial'));
    expect(retired.map(({ line, isRetired }) => [line, isRetired])).to.deep.equal([
      [32, true],
      [40, true],
      [49, true],
    ]);
    expect(parseConfigTest(recorded('keepalived-test-unknown')).map(({ isRetired }) => isRetired)).to.deep.equal([
      false,
      false,
      false,
    ]);
  });

  it('says what its processes say together once, and what is said of two lines twice', () => {
    const printed = recorded('keepalived-test-brace').split('\n');
    const brace = "There are 1 missing '}'s or extra '{'s";
    expect(printed.filter((line) => line === brace)).to.have.length(4);
    expect(parseConfigTest(recorded('keepalived-test-brace')).filter(({ text }) => text === brace)).to.have.length(1);
    const twice = [16, 17].map((line) => `(${FILE}: Line ${line}) Unknown keyword 'prioriti'\n`).join('');
    expect(parseConfigTest(twice).map(({ line }) => line)).to.deep.equal([16, 17]);
  });

  const single = [
    { description: 'of the file as a whole', text: '(VI_1) the virtual router id must be set', line: 0 },
    { description: 'of a line', text: `(${FILE}: Line 15) Unknown keyword 'x'`, line: 15, said: "Unknown keyword 'x'" },
    {
      description: 'of a line without file',
      text: "(Line 12) Config files missing 'x'.",
      line: 12,
      said: "Config files missing 'x'.",
    },
    { description: 'of a file with a colon in its name', text: '(/tmp/a: Line 3: Line 4) no', line: 4, said: 'no' },
    {
      description: 'that quotes a keyword of the tutorial in other words',
      text: `(${FILE}: Line 9) nat_mask '300' invalid`,
      line: 9,
      said: "nat_mask '300' invalid",
    },
  ];
  for (const { description, text, line, said = text } of single) {
    it(`reads a complaint ${description}`, () => {
      expect(parseConfigTest(`${text}\n`)).to.deep.equal([{ line, text: said, isRetired: false }]);
    });
  }

  const noise = [
    'SECURITY VIOLATION - scripts are being executed but script_security not enabled.',
    'SECURITY VIOLATION - check scripts are being executed but script_security not enabled.',
    "WARNING - default user 'keepalived_script' for script execution does not exist - please create.",
    'Starting Keepalived v2.3.3 (03/30,2025)',
    'Running on Linux 6.12.101 #1 Wed Aug 12 05:59:36 UTC 2026 (built for Linux 6.12.21)',
    "Command line: 'keepalived' '-t'",
    `Opening file '${FILE}'.`,
    `Configuration file ${FILE}`,
  ];
  for (const text of noise) {
    it(`takes no notice of ${text.slice(0, 40)}…`, () => {
      expect(parseConfigTest(`${text}\n`)).to.deep.equal([]);
    });
  }
});
