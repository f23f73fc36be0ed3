/** Waiting for something to become true. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Each question is a command in a node, which takes an engine 50 ms of a processor. */
const POLL_MS = 200;

/** @returns whether it came true before the deadline. @throws AbortError when the signal is aborted */
export async function until(
  isTrue: () => Promise<boolean>,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    if (await isTrue()) return true;
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS, undefined, signal ? { signal } : {});
  }
}
