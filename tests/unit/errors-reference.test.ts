import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { ERROR_CODES } from '../../src/util/errors.ts';
import { readProjectFile, rowsOf, unquoted } from '../helpers/page.ts';

const ROWS = rowsOf(readProjectFile('docs/reference/errors.md'));

/** Codes that a LabError is made with. Lab files have problem codes, some of them of the same name. */
function thrownCodes(): Set<string> {
  const paths = readdirSync(new URL('../../src', import.meta.url), { recursive: true, encoding: 'utf8' });
  const text = paths
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readProjectFile(`src/${path}`))
    .join('\n');
  return new Set(Array.from(text.matchAll(/new LabError\(\s*'([A-Z_]+)'/g), ([, code]) => code ?? ''));
}

describe('docs/reference/errors.md', () => {
  it('has one row for each error code, and no other row', () => {
    expect(ROWS.map(([code]) => unquoted(code))).to.have.members([...ERROR_CODES]);
  });

  it('says of each what it means, shows a message, and what to do', () => {
    for (const [code = '', meaning, example, advice] of ROWS) {
      expect(meaning, code).to.match(/\w/);
      expect(example, code).to.match(/^`.*`$/);
      expect(advice, code).to.match(/\w/);
    }
  });
});

describe('the error codes', () => {
  it('are all thrown somewhere', () => {
    expect([...thrownCodes()]).to.have.members([...ERROR_CODES]);
  });
});
