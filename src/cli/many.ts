/** One command on many instances of a lab, NAME-1, NAME-2 …: those that fail are told of, and the others go on. */
import { Interrupted, LabError } from '../errors.ts';
import { IDENTIFIER } from '../lab/identifier.ts';
import type { Slots } from '../slots.ts';
import type { Io } from './io.ts';
import type { Progress } from './progress.ts';
import { instanceName, type InstanceOptions } from './session.ts';

export interface ManyOptions extends InstanceOptions {
  count?: string;
}

const MAX_COUNT = 200;

/** `--as` is what the names begin with; undefined without --count. @throws LabError ARGUMENT_INVALID */
export function manyNames(labId: string, options: ManyOptions): string[] | undefined {
  const { count: written } = options;
  if (written === undefined) return undefined;
  const count = /^\d+$/.test(written) ? Number(written) : 0;
  if (count < 1 || count > MAX_COUNT)
    throw new LabError('ARGUMENT_INVALID', `--count is "${written}", expected a whole number from 1 to ${MAX_COUNT}`);
  const stem = instanceName(labId, options);
  if (!IDENTIFIER.pattern.test(`${stem}-${count}`))
    throw new LabError(
      'ARGUMENT_INVALID',
      `--as is "${stem}", expected ${40 - String(count).length - 1} characters at most: "-${count}" follows with --count ${count}`,
    );
  return Array.from({ length: count }, (_, index) => `${stem}-${index + 1}`);
}

/** The options that name the same instances again. */
export const manyWords = (labId: string, { as, count }: ManyOptions): string =>
  `${labId}${as === undefined ? '' : ` --as ${as}`} --count ${count}`;

interface Done<T> {
  name: string;
  value: T;
}
interface Failed {
  name: string;
  error: LabError | Interrupted;
}
export type Outcome<T> = Done<T> | Failed;

const isDone = <T>(outcome: Outcome<T>): outcome is Done<T> => 'value' in outcome;

export const valuesOf = <T>(outcomes: Outcome<T>[]): T[] => outcomes.filter(isDone).map(({ value }) => value);

interface EachOptions<T> {
  slots: Slots;
  progress: Progress;
  work: (name: string) => Promise<T>;
}

/** Does `work` for each name and says at once which failed, and why. @throws what is no LabError, when all have ended */
export async function forEachInstance<T>(
  io: Io,
  names: string[],
  { slots, progress, work }: EachOptions<T>,
): Promise<Outcome<T>[]> {
  const bugs: unknown[] = [];
  const one = async (name: string): Promise<Outcome<T>[]> => {
    try {
      io.signal.throwIfAborted();
      return [{ name, value: await work(name) }];
    } catch (error) {
      if (io.signal.aborted) return [{ name, error: new Interrupted('interrupted', { cause: error }) }];
      if (!(error instanceof LabError)) {
        bugs.push(error);
        return [];
      }
      progress.clear();
      io.stderr.write(`lab: ${name}: ${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`);
      return [{ name, error }];
    }
  };
  const outcomes = (await Promise.all(names.map((name) => slots.use(() => one(name))))).flat();
  if (bugs.length > 0) throw bugs[0];
  return outcomes;
}

const plainError = ({ code, message, hint }: LabError) => ({ code, message, hint: hint ?? null });

/** Of each that failed: its name and the error; and the first of these as `error`, where every document has one. */
export function plainFailures<T>(outcomes: Outcome<T>[]) {
  const failed = outcomes.flatMap((outcome) =>
    !isDone(outcome) && outcome.error instanceof LabError
      ? [{ instance: outcome.name, error: plainError(outcome.error) }]
      : [],
  );
  const [first] = failed;
  return { failed, ...(first && { error: first.error }) };
}
