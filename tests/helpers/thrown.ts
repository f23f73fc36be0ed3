/** What a piece of work fails with. */
import { expect } from 'chai';
import { LabError } from '../../src/util/errors.ts';

export const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.fail('nothing was thrown'),
    (error: unknown) => error,
  );

export async function labErrorOf(work: Promise<unknown>): Promise<LabError> {
  const error = await thrownBy(work);
  return error instanceof LabError ? error : expect.fail(`expected a LabError, got ${String(error)}`);
}
