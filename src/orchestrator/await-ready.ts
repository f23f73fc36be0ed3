/** A node that boots, watched from the outside. */
import { LabError } from '../util/errors.ts';
import type { Engine } from './engine.ts';

export const BOOT_TIMEOUT_MS = 60_000;

/** @throws LabError NODE_BOOT_FAILED with what the node says, NODE_UNRESPONSIVE when it says nothing in a minute */
export async function awaitReady(
  engine: Engine,
  { name, container }: { name: string; container: string },
  signal?: AbortSignal,
): Promise<void> {
  const options = { timeoutMs: BOOT_TIMEOUT_MS, ...(signal && { signal }) };
  const { exitCode, stderr } = await engine.exec(container, ['/usr/lib/lab/wait-ready'], options);
  if (exitCode !== 0) throw new LabError('NODE_BOOT_FAILED', `node ${name} did not boot: ${stderr.trim()}`);
}
