/** A bound for what a node may take. */
import { LabError } from '../errors.ts';
import { SLOW_HINT } from '../orchestrator/patience.ts';

/** @throws LabError NODE_UNRESPONSIVE when `work` takes longer */
export async function within<T>(work: Promise<T>, timeoutMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const message = `${what} did not end within ${timeoutMs / 1000} s`;
    timer = setTimeout(() => reject(new LabError('NODE_UNRESPONSIVE', message, { hint: SLOW_HINT })), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
