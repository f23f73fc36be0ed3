import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parseLab } from '../../../src/lab/parse.ts';
import { PROBLEM_CODES } from '../../../src/lab/problem.ts';
import { INVALID_LABS } from './invalid-labs.ts';

const FOLDER = new URL('../../fixtures/labs-invalid/', import.meta.url);

describe('parseLab refuses', () => {
  for (const { description, file, problems } of INVALID_LABS) {
    it(description, () => {
      const parsed = parseLab('basic', readFileSync(new URL(`${file}.yaml`, FOLDER), 'utf8'));
      const found = 'problems' in parsed ? parsed.problems : [];
      expect(found.map(({ code, line, column, message }) => [code, line, column, message])).to.deep.equal(problems);
      expect(parsed).to.not.have.property('lab');
    });
  }
});

describe('the invalid labs', () => {
  it('have one row for each file', () => {
    const files = readdirSync(FOLDER).map((name) => name.replace(/\.yaml$/, ''));
    expect(INVALID_LABS.map(({ file }) => file).toSorted()).to.deep.equal(files.toSorted());
  });

  it('show every problem code', () => {
    const shown = new Set(INVALID_LABS.flatMap(({ problems }) => problems.map(([code]) => code)));
    expect(PROBLEM_CODES.filter((code) => !shown.has(code))).to.deep.equal([]);
  });
});
