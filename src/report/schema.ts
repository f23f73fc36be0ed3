/** What `check --json` and `grade --json` print, as JSON Schemas for programs that read them. Pure. */
import { z } from 'zod';
import { TROUBLE_CODES } from '../grade/result.ts';
import { submissionSchema } from '../submission/manifest.ts';

const points = z.int().min(0);
const durationMs = z.number().min(0);

/** Fields may be added: a reader passes over what it does not know. */
const verdict = z.looseObject({
  id: z.string().meta({ description: 'As --only takes it' }),
  title: z.string(),
  passed: z.boolean().nullable().meta({ description: 'null: not judged, because a check that it needs did not pass' }),
  points: points.meta({ description: 'maxPoints, or 0' }),
  maxPoints: points.meta({ description: '0: explains without scoring' }),
  reason: z.string().nullable().meta({ description: 'Why it did not pass, or was not judged' }),
  hint: z.string().nullable(),
  evidence: z.array(z.string()).meta({ description: 'What was seen, in lines as tools print them' }),
  durationMs,
});

const cause = z.looseObject({
  check: z.string().meta({ description: 'Id of the check whose request was followed' }),
  request: z.string(),
  hop: z.string(),
  node: z.string(),
  seen: z.string(),
  expected: z.string(),
  evidence: z.array(z.string()),
  beside: z
    .array(z.string())
    .meta({ description: 'What machines remember from before, and may hurt once the cause is gone' }),
  hints: z.array(z.string()).meta({ description: 'As many as --hints asks for' }),
});

export const checkDocument = z.looseObject({
  lab: z.string(),
  instance: z.string(),
  passed: z.boolean().meta({ description: 'Every check that was asked for passed' }),
  points,
  maxPoints: points,
  checks: z.array(verdict),
  cause: cause.nullable().meta({ description: 'The first broken hop of a request; null when none was found' }),
});

const replayed = z.looseObject({
  node: z.string(),
  run: z.string(),
  status: z.int().nullable().meta({ description: 'Exit status; null: it had not ended, or ended its shell' }),
  recorded: z.int().nullable().meta({ description: 'Exit status when the student typed it; null: not known' }),
  output: z.string().meta({ description: 'The end of what it printed' }),
});

const submission = z.looseObject({
  submission: z.string().meta({ description: 'The name of its file or folder' }),
  student: z.string(),
  variant: z.string().nullable().meta({ description: 'Seed of the variant that it was judged in; null: none' }),
  state: z.enum(['judged', 'timed-out', 'not-judged', 'invalid']),
  trouble: z.looseObject({ code: z.enum(TROUBLE_CODES), text: z.string() }).nullable(),
  notes: z.array(z.string()),
  passed: z.boolean(),
  points,
  maxPoints: points,
  checks: z.array(verdict).meta({ description: 'Empty when it was not judged' }),
  commands: z.array(replayed),
  durationMs,
  timeoutMs: durationMs,
});

export const gradeDocument = z.looseObject({
  lab: z.string(),
  title: z.string(),
  manifest: z.string().meta({ description: 'Hash of the lab that was graded with' }),
  passed: z.boolean().meta({ description: 'Every submission passed every check' }),
  maxPoints: points,
  durationMs: durationMs.meta({ description: 'Of this run' }),
  addedUpMs: durationMs.meta({ description: 'The durations of the submissions that this run graded, added up' }),
  resumed: z.int().min(0).meta({ description: 'Results that were there from an earlier run' }),
  workers: z.looseObject({
    count: z.int().min(1),
    boundBy: z.enum(['cores', 'memory', 'submissions', 'option']),
  }),
  machine: z.looseObject({
    cpus: z.int().min(1),
    memoryBytes: z.int().min(0),
    cpuBusy: z.number().min(0).max(1).nullable().meta({ description: 'null: the engine is on another machine' }),
    peakMemoryBytes: z.int().min(0).nullable(),
  }),
  submissions: z.array(submission),
});

interface Published {
  /** From the project's root. */
  file: string;
  text: string;
}

function published(name: string, title: string, schema: z.ZodType, io: 'input' | 'output'): Published {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io });
  const document = { $schema, $id: `urn:lvs-lab:${name}.schema.json`, title, ...rest };
  return { file: `docs/reference/${name}.schema.json`, text: `${JSON.stringify(document, undefined, 2)}\n` };
}

export const publishedSchemas = (): Published[] => [
  published('check', 'lab check --json', checkDocument, 'output'),
  published('grade', 'lab grade --json', gradeDocument, 'output'),
  published('submission', 'submission.json of lab submit', submissionSchema, 'input'),
];
