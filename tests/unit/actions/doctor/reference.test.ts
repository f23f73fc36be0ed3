import { expect } from 'chai';
import { FINDINGS } from '../../../../src/actions/doctor/finding.ts';
import { readProjectFile, rowsOf, sectionsOf, unquoted } from '../../../helpers/page.ts';

const SECTION = sectionsOf(readProjectFile('docs/reference/cli.md'), 2).get('lab doctor') ?? '';
const ROWS = rowsOf(SECTION.slice(SECTION.indexOf('### What it finds')));

describe('docs/reference/cli.md, lab doctor', () => {
  it('has one row for each finding, in the order of the list, with the levels that it may have', () => {
    expect(ROWS.map(([id, levels]) => [unquoted(id), levels?.split(', ')])).to.deep.equal(
      Object.entries(FINDINGS).map(([id, levels]) => [id, [...levels]]),
    );
  });

  it('says of each what it is about and what to do', () => {
    for (const [id, , about, advice] of ROWS) {
      expect(about, id).to.match(/\w/);
      expect(advice, id).to.match(/\w/);
    }
  });
});
