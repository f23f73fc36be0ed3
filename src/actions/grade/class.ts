/** A class: submissions side by side, each result kept as soon as it is there. */
import { LabError } from '../../util/errors.ts';
import type { Lab } from '../../lab/lab.ts';
import type { Text } from '../../lab/primitives.ts';
import { manifestHash } from '../../lab/hash.ts';
import { readSubmission, type Entry } from '../submission/read.ts';
import type { Submission } from '../submission/work.ts';
import { gradeOne, type GradeInput } from './grade-one.ts';
import type { Result } from './result.ts';
import { keyOf, type Results } from './results.ts';
import { inVariant, toSeed } from '../../lab/variant.ts';
import { busyNote, invalidSubmission, otherManifest, otherVariant, sameAs, wantsAnotherTry } from './trouble.ts';

/** A submission that was read, or why it could not be. */
export interface Candidate {
  entry: Entry;
  submission: Submission | undefined;
  error: LabError | undefined;
}

export function readClass(entries: Entry[]): Promise<Candidate[]> {
  return Promise.all(
    entries.map(async (entry): Promise<Candidate> => {
      try {
        return { entry, submission: await readSubmission(entry), error: undefined };
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        return { entry, submission: undefined, error };
      }
    }),
  );
}

/** Why a submission that could be read is none of this lab. */
function misfit({ lab, nodes }: Submission, expected: Lab): string | undefined {
  if (lab !== undefined && lab !== expected.id) return `it is one of the lab "${lab}", expected ${expected.id}`;
  const known = expected.nodes.map(({ name }) => name);
  const stranger = Object.keys(nodes).find((name) => !known.includes(name));
  return stranger === undefined
    ? undefined
    : `"${stranger}" is no node of ${expected.id}, expected one of: ${known.join(', ')}`;
}

function invalidResult({ entry, submission }: Candidate, why: string, lab: Lab): Result {
  return {
    submission: entry.name,
    student: submission?.student ?? entry.name,
    variant: null,
    state: 'invalid',
    trouble: invalidSubmission(why),
    doubtful: false,
    notes: [],
    passed: false,
    points: 0,
    maxPoints: lab.checks.reduce((sum, { points }) => sum + points, 0),
    checks: [],
    cause: null,
    commands: [],
    durationMs: 0,
    timeoutMs: 0,
  };
}

/** What was typed and written, without when and by whom; undefined when nothing was. */
function workOf({ nodes }: Submission): string | undefined {
  if (Object.values(nodes).every(({ commands }) => commands.length === 0)) return undefined;
  return JSON.stringify(
    Object.entries(nodes).map(([node, { commands, files }]) => [
      node,
      commands.map(({ run }) => run),
      files.map(({ path, content }) => [path, content.toString('base64')]),
    ]),
  );
}

/** What a submission that `lab submit` made says of where it was made, if that is not where it is judged. */
function originNotes({ manifest, variant }: Submission, lab: Lab): Text[] {
  if (manifest === undefined) return [];
  if (variant !== lab.variant) return [otherVariant(variant, lab.variant)];
  const expected = manifestHash(lab);
  return manifest === expected ? [] : [otherManifest(manifest, expected)];
}

interface Queued {
  index: number;
  submission: Submission;
  /** In the variant that it is judged in. */
  lab: Lab;
  key: string;
}

/** What a grading says of the variant, or else the submission. */
function seedOf({ name, variant }: Submission, wanted: string | undefined): string | undefined {
  const written = wanted?.replaceAll('{name}', () => name) ?? variant;
  return written === undefined ? undefined : toSeed(written);
}

export interface ClassInput extends GradeInput {
  /** Seed of the variant to judge in; `{name}` in it stands for the submission's name. */
  variant: string | undefined;
  results: Results;
  workers: number;
  onResult: (result: Result, resumed: boolean) => void;
}

export interface Graded {
  results: Result[];
  resumed: number;
  addedUpMs: number;
}

export const instanceOf = (key: string): string => `gr-${key}`;

export async function gradeClass(input: ClassInput, candidates: Candidate[]): Promise<Graded> {
  const { results, workers, onResult, timeoutMs, signal } = input;
  const found: (Result | undefined)[] = candidates.map(() => undefined);
  const queue: Queued[] = [];
  let resumed = 0;
  let addedUpMs = 0;
  const settle = (index: number, result: Result, isOld: boolean): void => {
    found[index] = result;
    onResult(result, isOld);
  };
  for (const [index, candidate] of candidates.entries()) {
    const { submission, error } = candidate;
    const why = submission ? misfit(submission, input.lab) : error?.message;
    if (!submission || why !== undefined) {
      settle(index, invalidResult(candidate, why ?? '', input.lab), false);
      continue;
    }
    const lab = inVariant(input.lab, seedOf(submission, input.variant));
    const key = keyOf(lab, submission);
    // What a grading that was killed left running.
    await input.remove(instanceOf(key));
    const old = await results.find(key, timeoutMs);
    if (old) {
      resumed += 1;
      settle(index, old, true);
    } else queue.push({ index, submission, lab, key });
  }

  const failure = new AbortController();
  const stopping = AbortSignal.any([signal, failure.signal]);
  /** What did not answer while others were at work, or may have been late, is tried once more, with the machine to itself. */
  const again: Queued[] = [];
  const grade = async (one: Queued, isLast: boolean): Promise<void> => {
    const { index, submission, lab, key } = one;
    const { result, busyness } = await gradeOne({ ...input, lab, signal: stopping }, submission, instanceOf(key));
    addedUpMs += result.durationMs;
    if (!isLast && wantsAnotherTry(result, busyness)) {
      again.push(one);
      return;
    }
    const note = busyNote(result, busyness);
    result.doubtful = note !== undefined;
    result.notes.push(...originNotes(submission, lab), ...(note ? [note] : []));
    await results.keep(key, result);
    settle(index, result, false);
  };
  const work = async (rows: Queued[], isLast: boolean): Promise<void> => {
    for (let next = rows.shift(); next; next = rows.shift()) {
      stopping.throwIfAborted();
      await grade(next, isLast).catch((error: unknown) => {
        // The engine is gone, or the like: the others need not try.
        failure.abort(error);
        throw error;
      });
    }
  };
  await Promise.allSettled(Array.from({ length: Math.min(workers, queue.length) }, () => work(queue, false)));
  if (!stopping.aborted) await work(again, true).catch(() => {});
  signal.throwIfAborted();
  failure.signal.throwIfAborted();
  return { results: withTwins(candidates, found), resumed, addedUpMs };
}

/** Notes what is the same as what somebody else handed in. */
function withTwins(candidates: Candidate[], found: (Result | undefined)[]): Result[] {
  const works = candidates.map(({ submission }) => (submission ? workOf(submission) : undefined));
  return found.flatMap((result, index) => {
    if (!result) return [];
    const twins = candidates
      .filter((_, other) => other !== index && works[other] !== undefined && works[other] === works[index])
      .map(({ entry }) => entry.name);
    return [twins.length === 0 ? result : { ...result, notes: [...result.notes, sameAs(twins)] }];
  });
}
