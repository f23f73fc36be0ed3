/** The JSON Schema of the lab file, with which editors complete and validate it. */
import { z } from 'zod';
import { writtenLabSchema } from './schema.ts';

/** yaml-language-server supports draft-7 best; with `io: input`, fields with a default are optional. */
export function labJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(writtenLabSchema, { target: 'draft-7', io: 'input' });
  return { $schema, $id: 'urn:lvs-lab:lab.schema.json', title: 'Lab file (labs/<lab>/lab.yaml)', ...rest };
}

/** The content of labs/lab.schema.json. */
export const labJsonSchemaText = (): string => `${JSON.stringify(labJsonSchema(), undefined, 2)}\n`;
