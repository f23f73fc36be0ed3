/** A second measurement of what took too long. */

/**
 * @param timeOf in ms; undefined or Infinity: it did not end, so that measuring again would tell nothing new
 * @returns the shorter one of two measurements where the first took longer than allowed, with the time of the longer one
 */
export async function shorterOf<Result>(
  measure: () => Promise<Result>,
  timeOf: (result: Result) => number | undefined,
  allowedMs: number,
): Promise<{ result: Result; longerMs: number | undefined }> {
  const first = await measure();
  const firstMs = timeOf(first);
  if (firstMs === undefined || !Number.isFinite(firstMs) || firstMs <= allowedMs)
    return { result: first, longerMs: undefined };
  const second = await measure();
  const secondMs = timeOf(second) ?? Infinity;
  return secondMs < firstMs ? { result: second, longerMs: firstMs } : { result: first, longerMs: secondMs };
}
