/** JSON Schemas of what `check --json` and `grade --json` print, for programs that read it. Pure. */
import { z } from 'zod';
import { STEP_STATES } from '../checks/step-state.ts';
import { TROUBLE_CODES } from '../actions/grade/result.ts';
import { submissionSchema } from '../actions/submission/manifest.ts';

const points = z.int().min(0);
const durationMs = z.number().min(0);

/** Fields may be added later: programs must ignore fields that they do not know. */
const verdict = z.looseObject({
  id: z.string().meta({ description: 'The value for --only' }),
  title: z.string(),
  passed: z.boolean().nullable().meta({ description: 'null: not judged, because a check that it needs did not pass' }),
  points: points.meta({ description: 'maxPoints, or 0' }),
  maxPoints: points.meta({ description: '0: explains without scoring' }),
  reason: z.string().nullable().meta({ description: 'Why it did not pass, or was not judged' }),
  hint: z.string().nullable(),
  note: z.string().nullable().meta({ description: 'Told though it costs nothing, also when the check passed' }),
  evidence: z.array(z.string()).meta({ description: 'What was observed, as lines of tool output' }),
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
  hints: z.array(z.string()).meta({ description: 'As many as --hints allows' }),
});

export const checkDocument = z.looseObject({
  lab: z.string(),
  instance: z.string(),
  passed: z.boolean().meta({ description: 'Every selected check passed' }),
  points,
  maxPoints: points,
  checks: z.array(verdict),
  cause: cause.nullable().meta({ description: 'The first broken hop of a request; null when none was found' }),
  steps: z
    .array(
      z.looseObject({
        id: z.string(),
        title: z.string(),
        done: z.boolean().nullable(),
        state: z.enum(STEP_STATES),
      }),
    )
    .optional()
    .meta({ description: "The student's steps; absent with --only" }),
});

const replayed = z.looseObject({
  node: z.string(),
  run: z.string(),
  status: z
    .int()
    .nullable()
    .meta({ description: 'Exit status; null: the command had not ended, or it ended its shell' }),
  recorded: z.int().nullable().meta({ description: 'Exit status recorded when the student ran it; null: unknown' }),
  output: z.string().meta({ description: 'The end of its output' }),
});

const submission = z.looseObject({
  submission: z.string().meta({ description: 'The name of its file or folder' }),
  student: z.string(),
  variant: z.string().nullable().meta({ description: 'Seed of the variant in which it was judged; null: none' }),
  state: z.enum(['judged', 'timed-out', 'not-judged', 'invalid']),
  trouble: z.looseObject({ code: z.enum(TROUBLE_CODES), text: z.string() }).nullable(),
  doubtful: z.boolean().meta({ description: 'Checks may have failed only because the machine was too busy' }),
  notes: z.array(z.string()),
  passed: z.boolean(),
  points: points.nullable().meta({ description: 'null: not judged, which does not mean 0 points' }),
  maxPoints: points,
  cause: cause.nullable(),
  checks: z.array(verdict).meta({ description: 'Empty if it was not judged' }),
  commands: z.array(replayed),
  durationMs,
  timeoutMs: durationMs,
});

export const gradeDocument = z.looseObject({
  lab: z.string(),
  title: z.string(),
  manifest: z.string().meta({ description: 'Hash of the lab used for grading' }),
  passed: z.boolean().meta({ description: 'Every submission passed every check' }),
  maxPoints: points,
  durationMs: durationMs.meta({ description: 'Of this run' }),
  addedUpMs: durationMs.meta({ description: 'Total of the durations of the submissions graded in this run' }),
  resumed: z.int().min(0).meta({ description: 'Results reused from an earlier run' }),
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
  /** Path relative to the project's root. */
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
