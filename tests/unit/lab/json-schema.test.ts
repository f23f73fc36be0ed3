import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { parse } from 'yaml';
import { labJsonSchema, labJsonSchemaText } from '../../../src/lab/json-schema.ts';
import { BASIC, basicWith } from './basic-lab.ts';

const projectFile = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

describe('the JSON Schema of the lab file', () => {
  const accepts = new Ajv({ strict: true, allErrors: true }).compile(labJsonSchema());
  const errorsOf = (source: string): string[] =>
    accepts(parse(source, { merge: true })) ? [] : (accepts.errors ?? []).map(({ instancePath }) => instancePath);

  it('is what labs/lab.schema.json says; `npm run schema` writes it', () => {
    expect(projectFile('labs/lab.schema.json')).to.equal(labJsonSchemaText());
  });

  it('is a draft-7 schema with an id of its own', () => {
    expect(labJsonSchema()).to.include({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: 'urn:lvs-lab:lab.schema.json',
    });
  });

  it('accepts experiment 1, where addresses are written as variables', () => {
    expect(errorsOf(projectFile('labs/exp1/lab.yaml'))).to.deep.equal([]);
  });

  it('accepts the basic lab', () => {
    expect(errorsOf(BASIC)).to.deep.equal([]);
  });

  const refused = [
    { description: 'an unknown field', before: 'minutes: 10', after: 'minutes: 10\nhours: 1', path: '' },
    { description: 'a missing field', before: 'minutes: 10', after: '', path: '' },
    { description: 'an unknown role', before: 'role: director', after: 'role: boss', path: '/nodes/lvs01/role' },
    { description: 'a malformed name', before: 'id: pages', after: 'id: Pages', path: '/steps/0/id' },
    { description: 'an unknown kind of check', before: 'kind: http', after: 'kind: htttp', path: '/checks/1/kind' },
  ];
  for (const { description, before, after, path } of refused) {
    it(`refuses ${description}`, () => {
      expect(errorsOf(basicWith(before, after))).to.include(path);
    });
  }
});
