/** Writes labs/lab.schema.json (`npm run schema`); tests/unit/lab/json-schema.test.ts compares it with the schema. */
import { writeFileSync } from 'node:fs';
import { labJsonSchemaText } from '../src/lab/json-schema.ts';

writeFileSync(new URL('../labs/lab.schema.json', import.meta.url), labJsonSchemaText());
