/** The JSON Schema of the lab file, for editors: completion, and marks as one types. */
import { z } from 'zod';
import { writtenLabSchema } from './schema.ts';

/** draft-7 is what yaml-language-server knows best; `io: input` makes optional what has a default. */
export function labJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(writtenLabSchema, { target: 'draft-7', io: 'input' });
  return { $schema, $id: 'urn:lvs-lab:lab.schema.json', title: 'Lab file (labs/<lab>/lab.yaml)', ...rest };
}

/** As it stands in labs/lab.schema.json. */
export const labJsonSchemaText = (): string => `${JSON.stringify(labJsonSchema(), undefined, 2)}\n`;
