/** One action on many instances: those that fail are told of, and the others go on. */
import { Interrupted, LabError } from '../util/errors.ts';
import type { Slots } from '../util/slots.ts';
import type { Context } from './context.ts';

interface Done<T> {
  name: string;
  value: T;
}
export interface Failed {
  name: string;
  error: LabError | Interrupted;
}
export type Outcome<T> = Done<T> | Failed;

export const isDone = <T>(outcome: Outcome<T>): outcome is Done<T> => 'value' in outcome;

export const valuesOf = <T>(outcomes: Outcome<T>[]): T[] => outcomes.filter(isDone).map(({ value }) => value);

/**
 * Does `work` for each name, and tells at once which failed.
 * @returns an outcome a name; after an interruption those that had not begun are Interrupted
 * @throws what is no LabError, when all have ended
 */
export async function forEachInstance<T>(
  { emit, signal }: Pick<Context, 'emit' | 'signal'>,
  names: string[],
  slots: Slots,
  work: (name: string) => Promise<T>,
): Promise<Outcome<T>[]> {
  const bugs: unknown[] = [];
  const one = async (name: string): Promise<Outcome<T>[]> => {
    try {
      signal.throwIfAborted();
      return [{ name, value: await work(name) }];
    } catch (error) {
      if (signal.aborted) return [{ name, error: new Interrupted('interrupted', { cause: error }) }];
      if (!(error instanceof LabError)) {
        bugs.push(error);
        return [];
      }
      emit({ type: 'failed', instance: name, error });
      return [{ name, error }];
    }
  };
  const outcomes = (await Promise.all(names.map((name) => slots.use(() => one(name))))).flat();
  if (bugs.length > 0) throw bugs[0];
  return outcomes;
}
