/** The schema of a class file as its instructor writes it. */
import { z } from 'zod';
import { identifier, port, text } from '../lab/primitives.ts';

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/;

const time = z
  .string()
  .refine(
    (value) => ISO_TIME.test(value) && !Number.isNaN(Date.parse(value)),
    'expected a time with its zone such as 2026-12-01T08:00+08:00',
  );

/** It becomes a part of URLs and file names. */
export const PERSON_ID = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/,
  expectation: 'expected letters, digits, hyphens and underscores, 32 at most',
};

const classLab = z.strictObject({
  lab: identifier.meta({ description: 'A lab of this project' }),
  opens: time.optional().meta({ description: 'From when it can be started; at once when left out' }),
  closes: time.optional().meta({ description: 'Until when it can be handed in; without an end when left out' }),
});

const listen = z.strictObject({
  address: z.string().min(1).default('127.0.0.1'),
  port: port.default(8420),
  url: z
    .url({ protocol: /^https?$/, error: 'expected a URL such as https://labs.example.edu' })
    .optional()
    .meta({ description: 'What browsers reach it by, where that is not the address: behind a proxy, by a name' }),
  tls: z.strictObject({ certificate: z.string().min(1), key: z.string().min(1) }).optional(),
});

export const writtenClassSchema = z.strictObject({
  class: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,11}$/, 'expected lower-case letters and digits, a letter first, 12 at most')
    .meta({ description: 'Names of instances begin with it' }),
  title: text,
  roster: z.string().min(1).meta({ description: 'CSV or XLSX beside this file: id, name, email, group' }),
  labs: z.array(classLab).min(1),
  variants: z.boolean().default(true).meta({ description: 'Addresses of his own for each student' }),
  languages: z
    .array(z.enum(['zh', 'en']))
    .min(1)
    .default(['zh', 'en'])
    .meta({ description: 'Of the pages; the first is what they begin in' }),
  limits: z
    .strictObject({
      running: z.int().min(1).max(1000).default(12).meta({ description: 'Labs that run at once' }),
      starting: z.int().min(1).max(32).default(2).meta({ description: 'Labs that are started at once' }),
    })
    .default({ running: 12, starting: 2 }),
  idleMinutes: z.number().min(0.05).max(10_000).default(20).meta({
    description: 'So long after nobody has its page open any more, a lab is saved and stopped',
  }),
  listen: listen.default({ address: '127.0.0.1', port: 8420 }),
  state: z.string().min(1).default('class-state').meta({ description: 'Folder of links, saved and handed-in work' }),
});

export type WrittenClass = z.output<typeof writtenClassSchema>;
