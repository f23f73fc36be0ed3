/** How long to wait on machines that are many times slower than usual: emulated ones, or ones that do much else. */
import { LabError } from '../util/errors.ts';

const MAX = 100;

/** What to do about whatever did not end in time. */
export const SLOW_HINT = `Is the machine overloaded, or the node hung? LAB_PATIENCE=5 waits five times as long, \`lab reset\` begins anew.`;

/** @throws LabError ARGUMENT_INVALID */
export function patienceFrom(env: NodeJS.ProcessEnv): number {
  const written = env['LAB_PATIENCE'] || '1';
  const patience = Number(written);
  if (patience >= 1 && patience <= MAX) return patience;
  throw new LabError('ARGUMENT_INVALID', `LAB_PATIENCE is "${written}", expected a number from 1 to ${MAX}`);
}
