/** A bound for what a node may take. */
import { LabError } from '../util/errors.ts';
import { startDeadline } from '../orchestrator/busyness.ts';
import { SLOW_HINT } from '../orchestrator/patience.ts';

/** @throws LabError NODE_UNRESPONSIVE when `work` takes longer */
export async function within<T>(work: Promise<T>, timeoutMs: number, what: string): Promise<T> {
  const deadline = startDeadline(timeoutMs);
  const late = new Promise<never>((_resolve, reject) => {
    const tell = (): void => {
      const message = `${what} did not end within ${deadline.waited()}`;
      reject(new LabError('NODE_UNRESPONSIVE', message, { hint: SLOW_HINT }));
    };
    deadline.signal.addEventListener('abort', tell, { once: true });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    deadline.stop();
  }
}
