/** What a page may have done to its instance as a whole, and what it is told of it. */
import { z } from 'zod';
import { failoverMessage } from './failover.ts';

const words = z.object({ zh: z.string(), en: z.string() });
const id = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/);

/** From the page. */
export const workMessages = [
  z.strictObject({ type: z.literal('break'), fault: id }),
  z.strictObject({ type: z.literal('repair'), fault: id }),
  /** Builds the instance anew, with the reference commands of all steps up to and with this one. */
  z.strictObject({ type: z.literal('checkpoint'), step: id }),
  z.strictObject({ type: z.literal('reset') }),
  failoverMessage,
] as const;
export type WorkMessage = z.output<(typeof workMessages)[number]>;

export const workView = z.object({
  verb: z.enum(['break', 'repair', 'checkpoint', 'reset', 'failover']),
  /** Id of the fault or the step, how a director is broken; '' for a reset. */
  of: z.string(),
  /** What is being done now. */
  progress: words.optional(),
});
export type WorkView = z.output<typeof workView>;

export const faultView = z.object({
  id: z.string(),
  title: words,
  /** What it looks like to a client. */
  looks: words,
  /** Whether a page of this server broke it, and none repaired it since. */
  isBroken: z.boolean(),
});
export type FaultView = z.output<typeof faultView>;
