import { expect } from 'chai';
import type { Lab } from '../../src/lab/lab.ts';
import { parseLab } from '../../src/lab/parse.ts';
import { LABS as ids } from '../helpers/lab.ts';
import { readProjectFile, rowsOf } from '../helpers/page.ts';

function labOf(id: string): Lab {
  const parsed = parseLab(id, readProjectFile(`labs/${id}/lab.yaml`));
  return 'lab' in parsed ? parsed.lab : expect.fail(`labs/${id}/lab.yaml has problems`);
}

const LABS = ids.map((id) => labOf(id));

const [TABLE = ''] = readProjectFile('docs/tutorial-map.md').split('\n## ');

/** Section → what runs it, such as "exp1: vip, service; exp2: rules". */
const ROWS = rowsOf(TABLE).map(([section = '', , runs = '']) => ({ section, runs }));

/** Section, lab and step, for each that the page names. */
const named = ROWS.flatMap(({ section, runs }) =>
  runs.split(';').flatMap((part) => {
    const [, lab, steps = ''] = /^\s*([a-z][a-z0-9-]*): ([^.]*)$/.exec(part) ?? [];
    return steps
      .split(', ')
      .flatMap((step) => (lab !== undefined && /^[a-z-]+$/.test(step) ? [{ section, lab, step }] : []));
  }),
);

describe('docs/tutorial-map.md', () => {
  it('has each section once, in order', () => {
    const keys = ROWS.map(({ section }) => section.split('.').map(Number));
    const sorted = keys.toSorted((a, b) => {
      const at = a.findIndex((part, index) => part !== b[index]);
      return at === -1 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? 0);
    });
    expect(keys).to.deep.equal(sorted);
    expect(new Set(ROWS.map(({ section }) => section)).size).to.equal(ROWS.length);
    expect(ROWS).to.have.lengthOf.above(35);
  });

  it('names only steps that there are', () => {
    expect(named).to.have.lengthOf.above(40);
    for (const { lab: id, step } of named) {
      const lab = LABS.find((one) => one.id === id) ?? expect.fail(`there is no lab ${id}`);
      expect(
        lab.steps.map((one) => one.id),
        `steps of ${id}`,
      ).to.include(step);
    }
  });

  it('names every step that says which section it is of, and every lab', () => {
    const written = LABS.flatMap(({ id, steps }) =>
      steps.flatMap(({ id: step, tutorial }) => tutorial.map((section) => ({ section, lab: id, step }))),
    );
    expect(named).to.deep.include.members(written);
    expect([...new Set(named.map(({ lab }) => lab))]).to.have.members(LABS.map(({ id }) => id));
  });
});
