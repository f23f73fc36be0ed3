import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Io } from '../../../src/cli/io.ts';
import { makeProgram, verbsOf } from '../../../src/cli/program.ts';
import { readProjectFile, sectionsOf } from '../../helpers/page.ts';

const PAGE = readProjectFile('docs/reference/cli.md');
const SECTIONS = sectionsOf(PAGE, 2);
const VERBS = verbsOf(makeProgram({} as Io, () => {}));

/** The indented lines that a section begins with. */
const usageOf = (verb: string): string => /^\n((?: {4}.*\n)+)/.exec(SECTIONS.get(`lab ${verb}`) ?? '')?.[1] ?? '';

describe('docs/reference/cli.md', () => {
  it('has a section for each verb, in the order of --help, and for nothing else', () => {
    const headings = [...SECTIONS.keys()].filter((heading) => heading.startsWith('lab '));
    expect(headings).to.deep.equal(VERBS.map(({ name }) => `lab ${name}`));
  });

  it('lists each verb at its top', () => {
    const listed = Array.from(PAGE.matchAll(/^\| \[(\w+)\]\(#lab-(\w+)\)/gm), ([, text, anchor]) => [text, anchor]);
    expect(listed).to.deep.equal(VERBS.map(({ name }) => [name, name]));
  });

  for (const { name, arguments: words, options } of VERBS) {
    it(`writes lab ${name} with its arguments, in order`, () => {
      const written = Array.from(usageOf(name).matchAll(/[<[]([a-z]+)(?:\.{3})?[>\]]/g), ([, word]) => word);
      expect(written).to.deep.equal(words);
    });

    it(`writes lab ${name} with the options that it has`, () => {
      const written = Array.from(usageOf(name).matchAll(/--[a-z]+(?:-[a-z]+)*/g), ([option]) => option);
      expect(written).to.have.members(options);
    });

    it(`says what the options of lab ${name} mean`, () => {
      // The section of reset refers to that of start.
      const headings = ['What all verbs have in common', `lab ${name}`, ...(name === 'reset' ? ['lab start'] : [])];
      const explained = headings.map((heading) => SECTIONS.get(heading)?.replace(usageOf(name), '')).join('\n');
      expect(options.filter((option) => !new RegExp(`\`${option}[ \`]`).test(explained))).to.deep.equal([]);
    });

    it(`says how lab ${name} exits`, () => {
      expect(SECTIONS.get(`lab ${name}`)).to.match(/^Exit codes: /m);
    });
  }

  it('names every variable of the environment that the program reads', () => {
    const sources = readdirSync(new URL('../../../src', import.meta.url), { recursive: true, encoding: 'utf8' });
    const text = sources
      .filter((path) => path.endsWith('.ts'))
      .map((path) => readProjectFile(`src/${path}`))
      .join('\n');
    const read = Array.from(text.matchAll(/env\['([A-Z_]+)'\]/g), ([, name]) => name ?? '');
    const environment = /### Environment\n([^]*?)\n## /.exec(PAGE)?.[1] ?? '';
    expect(read).to.include('LAB_HOME');
    expect(read.filter((name) => !environment.includes(`\`${name}\``))).to.deep.equal([]);
  });
});
