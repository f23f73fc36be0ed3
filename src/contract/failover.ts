/** A failover that a page asks for, as it is seen while it goes on and once it has ended. Times are milliseconds since the first request. */
import { z } from 'zod';
import { FAILOVER_TRIGGERS } from './failover-triggers.ts';

const words = z.object({ zh: z.string(), en: z.string() });

const trigger = z.enum(FAILOVER_TRIGGERS);
export type FailoverTrigger = z.output<typeof trigger>;

/** From the page. Which director is broken is said by the lab: the one that holds the address. */
export const failoverMessage = z.strictObject({ type: z.literal('failover'), trigger });

const FAILOVER_PHASES = ['asking', 'broken', 'taken-over', 'mended', 'ended'] as const;
export type FailoverPhase = (typeof FAILOVER_PHASES)[number];

const range = z.object({ min: z.number(), max: z.number() });

/** Requests one after another that had the same outcome. */
const requestRun = z.object({
  /** When the first and the last of them were sent. */
  from: z.number(),
  to: z.number(),
  count: z.int(),
  isAnswered: z.boolean(),
});

const advertisement = z.object({ at: z.number(), node: z.string(), priority: z.int() });

/** From `at` on, these machines were seen with the address. */
const holding = z.object({ at: z.number(), nodes: z.array(z.string()) });

const failoverResult = z.object({
  passed: z.boolean(),
  /** Why not; undefined when it passed. */
  reason: words.optional(),
  /** undefined: nothing was broken. */
  measured: z
    .object({
      /** null: no answer came any more. */
      outageMs: z.number().nullable(),
      lost: z.int(),
      sent: z.int(),
      /** Until the backup's first advertisement; null: none came. */
      takeoverMs: z.number().nullable(),
      predictedOutageMs: range,
      predictedTakeoverMs: range,
      /** What happened, in sentences: the text for the picture, which is at /failover-LANGUAGE.svg. */
      story: words,
    })
    .optional(),
});
export type FailoverResultView = z.output<typeof failoverResult>;

export const failoverView = z.object({
  /** From 1: each failover of this server has another one. */
  number: z.int(),
  trigger,
  director: z.string(),
  backup: z.string(),
  vip: z.string(),
  /** Of the client. */
  from: z.string(),
  /** How long it has gone on. */
  now: z.number(),
  phases: z.array(z.object({ phase: z.enum(FAILOVER_PHASES), at: z.number() })),
  requests: z.array(requestRun),
  advertisements: z.array(advertisement),
  holdings: z.array(holding),
  /** null: it goes on. */
  result: failoverResult.nullable(),
});
export type FailoverView = z.output<typeof failoverView>;
