/** The manifest of a submission, which is the first file of its archive. Pure. */
import { z } from 'zod';
import { IDENTIFIER } from '../../lab/identifier.ts';

export const MANIFEST_FILE = 'submission.json';
/** Increased when older versions of this program would misread new submissions. */
const FORMAT = 1;

/** Limits of a submission: far above a student's work, but low enough that a class of hostile ones fits in memory. */
export const LIMITS = {
  archiveBytes: 16 * 1024 ** 2,
  manifestBytes: 4 * 1024 ** 2,
  fileBytes: 1024 ** 2,
  filesBytes: 8 * 1024 ** 2,
  files: 500,
  commands: 5000,
} as const;

const time = z.number().min(0).meta({ description: 'Milliseconds since 1970, by the clock of the node' });
const nodePath = z
  .string()
  .min(1)
  .max(4096)
  .startsWith('/', { error: 'expected an absolute path of the node' })
  .meta({ description: 'Absolute path in the node' });

/** Text that is used as an argument of a program and therefore must not contain a zero byte. */
const argument = z.string().refine((text) => !text.includes('\0'), { error: 'expected no zero byte' });

const command = z.strictObject({
  run: argument.meta({ description: 'What was typed, on as many lines as it had' }),
  by: z.enum(['shell', 'exec']).meta({ description: 'The verb that ran it' }),
  shell: z.int().min(0).meta({ description: 'Which shell of the node, from 1; 0 for lab exec' }),
  folder: argument.meta({ description: 'Where that shell began' }),
  at: time,
  endedAt: time.nullable().meta({ description: 'null: it was still running' }),
  status: z.int().nullable().meta({ description: 'Its exit status; null: it was still running, or ended its shell' }),
});

const file = z.strictObject({
  path: nodePath,
  mode: z.int().min(0).max(0o7777).meta({ description: 'Permission bits' }),
  writtenAt: time,
  bytes: z.int().min(0),
});

const node = z.strictObject({
  commands: z.array(command).max(LIMITS.commands),
  files: z.array(file).max(LIMITS.files),
  deleted: z.array(nodePath).max(LIMITS.files),
  leftOut: z
    .array(z.strictObject({ path: z.string(), why: z.string() }))
    .meta({ description: 'What changed and is not in the archive' }),
});

export const submissionSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.string().meta({ description: 'Of the program that made it' }),
  lab: z.string().regex(IDENTIFIER.pattern),
  variant: z.string().max(200).optional().meta({ description: 'Seed of the variant; left out: none' }),
  manifest: z.string().meta({ description: 'Hash of the lab that the instance was started from' }),
  madeAt: z.iso.datetime({ error: 'expected a time such as 2026-01-12T09:00:00.000Z' }),
  student: z.string().max(200),
  nodes: z.record(z.string().regex(IDENTIFIER.pattern), node),
});

export type SubmissionManifest = z.output<typeof submissionSchema>;
export type SubmittedNode = z.output<typeof node>;
export const CURRENT_FORMAT = FORMAT;
