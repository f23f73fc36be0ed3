import { expect } from 'chai';
import { z } from 'zod';
import { HOP_NAMES } from '../../src/lab/hop-names.ts';
import { kindOf } from '../../src/checks/kinds.ts';
import { checkSchema, type Check } from '../../src/lab/checks/kinds.ts';
import { commonFields } from '../../src/lab/checks/common.ts';
import { readProjectFile, rowsOf, sectionsOf, unquoted } from '../helpers/page.ts';

const PAGE = readProjectFile('docs/reference/checks.md');
const SECTIONS = sectionsOf(PAGE, 3);

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  default?: unknown;
}

interface Field {
  name: string;
  /** As the third column says it. */
  presence: string;
}

const presenceOf = (schema: JsonSchema, isRequired: boolean): string => {
  if (isRequired) return 'required';
  if (schema.default === undefined) return 'optional';
  return `default \`${typeof schema.default === 'string' ? schema.default : JSON.stringify(schema.default)}\``;
};

/** The fields of a map and of the maps in it: `service`, `service.port`, `destinations[].port`. */
function fieldsOf({ properties = {}, required = [] }: JsonSchema, prefix = ''): Field[] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    const name = `${prefix}${key}`;
    const inner = schema.items ? fieldsOf(schema.items, `${name}[].`) : fieldsOf(schema, `${name}.`);
    return [{ name, presence: presenceOf(schema, required.includes(key)) }, ...inner];
  });
}

const COMMON = [...Object.keys(commonFields), 'kind'];
const jsonSchemaOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }) as JsonSchema;

const isCommon = ({ name }: Field): boolean => COMMON.includes(name.replace(/[.[].*/, ''));
const kinds = checkSchema.options.map((schema) => ({
  kind: schema.shape.kind.value,
  fields: fieldsOf(jsonSchemaOf(schema)),
}));

const kindsThat = (sendTraffic: boolean): string[] =>
  kinds.map(({ kind }) => kind).filter((kind) => (kindOf({ kind } as Check).observe !== undefined) === sendTraffic);

const written = (text: string | undefined): Field[] =>
  rowsOf(text ?? '').map(([name, , presence = '']) => ({ name: unquoted(name), presence }));

describe('docs/reference/checks.md', () => {
  it('has a section for each kind of check, and for no other', () => {
    const [, kindsPart = ''] = PAGE.split('\n## Kinds\n');
    expect([...sectionsOf(kindsPart, 3).keys()]).to.have.members(kinds.map(({ kind }) => kind));
  });

  it('says which kinds send traffic, and which do not', () => {
    const [row] = rowsOf(sectionsOf(PAGE, 2).get('Kinds') ?? '');
    const linked = (row ?? []).map((cell) => Array.from(cell.matchAll(/\]\(#([a-z-]+)\)/g), ([, kind]) => kind));
    expect(linked[0]).to.have.members(kindsThat(false));
    expect(linked[1]).to.have.members(kindsThat(true));
  });

  it('explains every hop, in the order in which a request meets them', () => {
    const named = rowsOf(sectionsOf(PAGE, 2).get('The first broken hop') ?? '').map(([name]) => unquoted(name));
    expect(named).to.deep.equal([...HOP_NAMES]);
  });

  it('has the fields that all checks have', () => {
    const shared = kinds[0]?.fields.filter((field) => isCommon(field) && !field.name.includes('.'));
    expect(written(sectionsOf(PAGE, 2).get('What every check has'))).to.have.deep.members(shared ?? []);
  });

  for (const { kind, fields } of kinds) {
    it(`has the parameters of ${kind}, and says which are required`, () => {
      expect(written(SECTIONS.get(kind))).to.have.deep.members(fields.filter((field) => !isCommon(field)));
    });

    it(`says what ${kind} shows, what passes and what it does not see`, () => {
      for (const word of ['Evidence', 'Passes in any way', 'Does not see']) {
        expect(SECTIONS.get(kind)).to.include(`- **${word}`);
      }
    });
  }
});
