/** Writes the JSON Schemas (`npm run schema`); tests compare the files with what they are made from. */
import { writeFileSync } from 'node:fs';
import { labJsonSchemaText } from '../src/lab/json-schema.ts';
import { publishedSchemas } from '../src/report/schema.ts';

const write = (file: string, text: string): void => writeFileSync(new URL(`../${file}`, import.meta.url), text);

write('labs/lab.schema.json', labJsonSchemaText());
for (const { file, text } of publishedSchemas()) write(file, text);
