import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { labJsonSchema } from '../../../src/lab/json-schema.ts';
import { KERNEL_FEATURES } from '../../../src/lab/features.ts';
import { parseLab } from '../../../src/lab/parse.ts';
import { PROBLEM_CODES } from '../../../src/lab/problem.ts';

const PAGE = readFileSync(new URL('../../../docs/reference/lab-file.md', import.meta.url), 'utf8');

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
}

const file = labJsonSchema() as JsonSchema;
const fieldOf = (schema: JsonSchema | undefined, name: string): JsonSchema => schema?.properties?.[name] ?? {};

const network = fieldOf(file, 'networks').additionalProperties?.anyOf?.find(({ properties }) => properties);
const node = fieldOf(file, 'nodes').additionalProperties;
const step = fieldOf(file, 'steps').items;
const fault = fieldOf(file, 'faults').items;
const kinds = fieldOf(file, 'checks').items?.oneOf ?? fieldOf(file, 'checks').items?.anyOf ?? [];

/** The fields that every kind of check has. */
const check: JsonSchema = {
  properties: Object.fromEntries(
    Object.entries(kinds[0]?.properties ?? {}).filter(([name]) => kinds.every(({ properties }) => properties?.[name])),
  ),
  required: kinds[0]?.required?.filter((name) => kinds.every(({ required }) => required?.includes(name))) ?? [],
};

/** The rows of the tables under a heading, by the name in their first column. */
function rowsUnder(heading: string): Map<string, string> {
  const [, ...sections] = PAGE.split(/^##+ /m);
  const section = sections.find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return new Map(
    Array.from(section.matchAll(/^\| `([A-Za-z_]+)` *\|(.*)$/gm), ([, name = '', rest = '']) => [name, rest]),
  );
}

describe('docs/reference/lab-file.md', () => {
  const sections: { heading: string; schemas: (JsonSchema | undefined)[] }[] = [
    { heading: 'The file', schemas: [file] },
    { heading: 'Networks', schemas: [network] },
    { heading: 'Nodes', schemas: [node] },
    { heading: 'Steps', schemas: [step, fieldOf(step, 'commands').items] },
    { heading: 'Checks', schemas: [check] },
    { heading: 'Faults', schemas: [fault] },
  ];
  for (const { heading, schemas } of sections) {
    it(`has the fields of the schema under "${heading}"`, () => {
      const fields = schemas.flatMap((schema) => Object.keys(schema?.properties ?? {}));
      expect([...rowsUnder(heading).keys()]).to.have.members(fields);
    });

    it(`says which fields are required under "${heading}"`, () => {
      const required = schemas.flatMap((schema) => schema?.required ?? []);
      const said = [...rowsUnder(heading)].filter(([, rest]) => /\| required\b/.test(rest)).map(([name]) => name);
      expect(said).to.have.members(required);
    });
  }

  it('names every kernel feature', () => {
    expect(rowsUnder('Nodes').get('kernel')).to.include(KERNEL_FEATURES.map((name) => `\`${name}\``).join(', '));
  });

  it('explains every problem code, and no other', () => {
    const explained = ['In the text', 'In the structure', 'In the rules'].flatMap((heading) => [
      ...rowsUnder(heading).keys(),
    ]);
    expect(explained).to.have.members([...PROBLEM_CODES]);
  });

  it('shows an example that has no problems', () => {
    const [, example = ''] = /## Example\n\n```yaml\n([^]*?)```/.exec(PAGE) ?? [];
    expect(parseLab('example', example)).to.have.all.keys('lab');
  });
});
