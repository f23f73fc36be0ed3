import { expect } from 'chai';
import type { Path, Spot } from '../../../src/lab/problem.ts';
import { readYaml, type YamlFile } from '../../../src/lab/yaml-file.ts';

type ReadableFile = Extract<YamlFile, { value: unknown }>;

function readable(source: string): ReadableFile {
  const file = readYaml(source);
  return 'value' in file ? file : expect.fail(JSON.stringify(file.problems));
}

const SOURCE = `# a comment
base: &base
  role: director
  list: &list [one, two]
node:
  <<: *base
  role: client
  text: &text "a \${x}
    b"
copy: *text
others:
  - *list
  - { <<: [*base, { more: 1 }] }
  -
`;

describe('readYaml', () => {
  it('fills in aliases and merge keys', () => {
    expect(readable(SOURCE).value).to.deep.equal({
      base: { role: 'director', list: ['one', 'two'] },
      node: { role: 'client', list: ['one', 'two'], text: 'a ${x} b' },
      copy: 'a ${x} b',
      others: [['one', 'two'], { role: 'director', list: ['one', 'two'], more: 1 }, null],
    });
  });

  const values = [
    {
      description: 'keys are text, whatever they look like',
      source: '1: a\nyes: b\nnull: c',
      expected: { 1: 'a', yes: 'b', null: 'c' },
    },
    { description: 'a quoted << is an ordinary key', source: '"<<": a', expected: { '<<': 'a' } },
    {
      description: 'an alias means the last anchor of its name before it',
      source: '- &a 1\n- &a 2\n- *a',
      expected: [1, 2, 2],
    },
    { description: 'a file without content is null', source: '', expected: null },
    { description: 'the last of duplicate keys counts', source: 'a: 1\na: 2', expected: { a: 2 } },
  ];
  for (const { description, source, expected } of values) {
    it(`so that ${description}`, () => expect(readable(source).value).to.deep.equal(expected));
  }

  it('keeps __proto__ as a key like any other', () => {
    const { value } = readable('__proto__: { polluted: true }');
    expect(Object.keys(value as object)).to.deep.equal(['__proto__']);
    expect(value).to.not.have.property('polluted');
  });

  it('refuses a chain of aliases that is deeper than any text', () => {
    const chain = Array.from(
      { length: 5000 },
      (_, index) => `- &a${index} [${index === 0 ? '1' : `*a${index - 1}`}]`,
    ).join('\n');
    expect(readYaml(chain).problems.map(({ code, line, column }) => [code, line, column])).to.deep.equal([
      ['YAML_ALIAS', 2, 8],
    ]);
  });

  for (const [name, piece] of [
    ['lists', '['],
    ['maps', '{a: '],
    ['items', '- '],
    ['keys', '? '],
  ] as const) {
    it(`refuses a megabyte of nested ${name} at once`, () => {
      const { problems } = readYaml(piece.repeat(2 ** 20 / piece.length));
      expect(problems.map(({ code, message }) => [code, message])).to.deep.equal([
        ['YAML_SYNTAX', 'got lists and maps nested more than 64 deep'],
      ]);
    });
  }
});

describe('positionOf', () => {
  const cases: { description: string; path: Path; spot?: Spot; expected: [number, number] }[] = [
    { description: 'the file', path: [], expected: [2, 1] },
    { description: 'a value', path: ['base', 'role'], expected: [3, 9] },
    { description: 'a key', path: ['base', 'role'], spot: 'key', expected: [3, 3] },
    { description: 'a map, which begins with its first key', path: ['base'], expected: [3, 3] },
    { description: 'an item', path: ['base', 'list', 1], expected: [4, 21] },
    { description: 'the key of an item, which is the item', path: ['base', 'list', 1], spot: 'key', expected: [4, 21] },
    { description: 'a value beside a merge key', path: ['node', 'role'], expected: [7, 9] },
    { description: 'a merged value', path: ['node', 'list'], expected: [4, 15] },
    { description: 'a merged key', path: ['node', 'list'], spot: 'key', expected: [4, 3] },
    { description: 'what a list of maps merges', path: ['others', 1, 'more'], expected: [13, 27] },
    { description: 'an alias', path: ['copy'], expected: [10, 7] },
    { description: 'text behind an alias', path: ['copy'], spot: { text: '${x}' }, expected: [8, 18] },
    { description: 'text in a value', path: ['node', 'text'], spot: { text: '${x}' }, expected: [8, 18] },
    {
      description: 'text that is written in another way',
      path: ['node', 'text'],
      spot: { text: 'a ${x} b' },
      expected: [8, 15],
    },
    { description: 'text in a map, which is the map', path: ['base'], spot: { text: 'two' }, expected: [3, 3] },
    { description: 'an item behind an alias', path: ['others', 0, 1], expected: [4, 21] },
    { description: 'an empty item', path: ['others', 2], expected: [14, 4] },
    { description: 'the map that lacks a key', path: ['base', 'none'], expected: [3, 3] },
    { description: 'the nearest that there is', path: ['base', 'none', 'none', 4], expected: [3, 3] },
    { description: 'a list without the item', path: ['base', 'list', 7], expected: [4, 15] },
    { description: 'a value that has nothing inside', path: ['base', 'role', 'none'], expected: [3, 9] },
  ];
  for (const { description, path, spot, expected } of cases) {
    it(`finds ${description}`, () => {
      const { line, column } = readable(SOURCE).positionOf(path, spot);
      expect([line, column]).to.deep.equal(expected);
    });
  }
});
