/** Minimum, median and maximum of repeated measurements. */
export interface Spread {
  medianMs: number;
  minMs: number;
  maxMs: number;
}

/** undefined if there are no measurements. */
export function spreadOf(numbers: number[]): Spread | undefined {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) return undefined;
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? min) + (sorted[Math.ceil(middle)] ?? max)) / 2;
  return { medianMs: Math.round(median), minMs: Math.round(min), maxMs: Math.round(max) };
}
