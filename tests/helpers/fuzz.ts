/** How much is tried where input is made by chance, and how long each case may take. */
import { expect } from 'chai';
import type { Parameters } from 'fast-check';

const { FUZZ_CASES, FUZZ_SEED } = process.env;

/** No input of the sizes tried takes a tenth of it, on a machine that has nothing else to do. */
const CASE_MS = 5000;
/** Fewer cases on a slow machine, rather than none; `npm run test:fuzz` makes as many as FUZZ_CASES says. */
const LIMIT_MS = 12_000;

/** @param ordinary cases in the ordinary suite */
export const cases = (ordinary: number): Parameters<unknown> => ({
  numRuns: FUZZ_CASES === undefined ? ordinary : Number(FUZZ_CASES),
  ...(FUZZ_SEED !== undefined && { seed: Number(FUZZ_SEED) }),
  ...(FUZZ_CASES === undefined && { interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: false }),
});

/** For mocha: the time that the cases of one test may take together. */
export const TEST_MS = FUZZ_CASES === undefined ? 60_000 : 0;

export function expectSoon<T>(work: () => T): T {
  const begun = performance.now();
  const result = work();
  expect(performance.now() - begun, 'milliseconds').to.be.below(CASE_MS);
  return result;
}

export async function expectSoonDone<T>(work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work();
  expect(performance.now() - begun, 'milliseconds').to.be.below(CASE_MS);
  return result;
}
