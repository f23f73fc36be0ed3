import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { cutGuide } from '../../../src/lab/guide.ts';
import { loadLab } from '../../../src/lab/load.ts';
import { ROOT } from '../../helpers/lab.ts';

const GUIDE = `# Experiment

Before.

<!-- step: one -->
## 1. One

First.

<!-- step: step-2 -->
## 2. Two

Second.

<!-- end -->
## After

Last.
`;

describe('cutGuide', () => {
  it('cuts the sections of steps out, without their markers', () => {
    expect(cutGuide(GUIDE).steps).to.deep.equal({
      one: '## 1. One\n\nFirst.',
      'step-2': '## 2. Two\n\nSecond.',
    });
  });

  it('reads a guide whose lines end as on Windows', () => {
    expect(cutGuide(GUIDE.replaceAll('\n', '\r\n'))).to.deep.equal(cutGuide(GUIDE));
  });

  it('leaves the markers out of the whole', () => {
    expect(cutGuide(GUIDE).whole).to.equal(
      '# Experiment\n\nBefore.\n\n## 1. One\n\nFirst.\n\n## 2. Two\n\nSecond.\n\n## After\n\nLast.',
    );
  });

  it('cuts the last section at the end of the text where there is no end marker', () => {
    expect(cutGuide('<!-- step: one -->\nFirst.\n\n').steps).to.deep.equal({ one: 'First.' });
  });

  it('gives an empty section where two markers meet', () => {
    expect(cutGuide('<!-- step: one -->\n<!-- step: two -->\nSecond.\n').steps).to.deep.equal({
      one: '',
      two: 'Second.',
    });
  });

  it('gives no steps of a text without markers', () => {
    expect(cutGuide('# Experiment\n')).to.deep.equal({ whole: '# Experiment', steps: {} });
  });

  const others = [
    { description: 'another comment', line: '<!-- step one -->' },
    { description: 'a marker within a line', line: 'See <!-- step: one --> here.' },
    { description: 'a marker that is indented, as in a block of code', line: '    <!-- step: one -->' },
    { description: 'an id with capital letters', line: '<!-- step: One -->' },
  ];
  for (const { description, line } of others) {
    it(`keeps ${description} as text`, () => {
      const text = `Before.\n${line}\nAfter.`;
      expect(cutGuide(text)).to.deep.equal({ whole: text, steps: {} });
    });
  }
});

const LANGUAGES = ['zh', 'en'] as const;
type Language = (typeof LANGUAGES)[number];

const labFolder = (id: string): string => join(ROOT, 'labs', id);
const LABS = readdirSync(join(ROOT, 'labs')).filter((name) => existsSync(join(labFolder(name), 'lab.yaml')));

const guideOf = (id: string, language: Language): string =>
  readFileSync(join(labFolder(id), `guide.${language}.md`), 'utf8');

/** Step ids, and `end`, in the order of the text. */
const markers = (text: string): string[] =>
  Array.from(text.matchAll(/^<!-- (?:step: )?(\S+) -->$/gm), ([, name]) => name ?? '');

/** How many headings of each level there are outside of blocks of code. */
function headings(text: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [, level = ''] of text.replaceAll(/^```[^]*?^```$/gm, '').matchAll(/^(#+) /gm)) {
    counts[level] = (counts[level] ?? 0) + 1;
  }
  return counts;
}

/** Headings of what is before the first step, of each step, and of what is after the last. */
const outline = (text: string): Record<string, number>[] => text.split(/^<!-- .* -->$/gm).map(headings);

describe('guides of labs', () => {
  it('are there to be tested', () => {
    expect(LABS).to.include('exp1');
  });

  for (const id of LABS) {
    for (const language of LANGUAGES) {
      it(`${id}: guide.${language}.md has a section for each step of lab.yaml, in its order, and an end`, async () => {
        const { steps } = await loadLab(labFolder(id));
        const guide = guideOf(id, language);
        expect(markers(guide)).to.deep.equal([...steps.map((step) => step.id), 'end']);
        const cut = cutGuide(guide).steps;
        expect(Object.keys(cut)).to.deep.equal(steps.map((step) => step.id));
        for (const [step, section] of Object.entries(cut)) expect(section, step).to.match(/^## .+\n\n[^]{100}/);
      });
    }

    it(`${id}: both guides have as many headings in each section`, () => {
      const chinese = outline(guideOf(id, 'zh'));
      expect(chinese).to.have.length.above(2);
      expect(outline(guideOf(id, 'en'))).to.deep.equal(chinese);
    });
  }
});
