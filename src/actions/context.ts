/** What every action works with, and what it tells while it works. */
import type { Verdict } from '../checks/verdict.ts';
import type { LabError } from '../util/errors.ts';
import type { Result } from './grade/result.ts';
import type { Step } from '../lab/lab.ts';
import type { Text } from '../lab/primitives.ts';
import type { Trigger } from '../models/vrrp.ts';
import type { FailoverNews } from '../probes/run-failover.ts';
import type { Engine } from '../orchestrator/engine.ts';
import type { Places } from '../orchestrator/places.ts';
import type { Trial } from '../actions/selftest/expect.ts';

/**
 * Told while an action goes on. Nothing is lost with an event that nobody shows: results have all of it.
 * `instance` is the name of the instance that it is about.
 */
export type ActionEvent =
  | { type: 'phase'; instance: string; message: Text }
  | { type: 'node'; instance: string; node: string; state: 'created' | 'ready' | 'kept' }
  | { type: 'step'; instance: string; step: Step }
  /** All nodes are looked at, before the first check is judged. */
  | { type: 'observing'; instance: string }
  | { type: 'verdict'; instance: string; verdict: Verdict }
  /** One of `times` failovers of a kind begins. */
  | { type: 'failover'; instance: string; trigger: Trigger; turn: number; times: number }
  /** While it goes on: its machines by MAC are those of `nodes`. */
  | { type: 'failover-news'; instance: string; nodes: Record<string, string>; news: FailoverNews }
  | { type: 'trial'; lab: string; trial: Trial }
  | { type: 'graded'; result: Result; done: number; total: number }
  /** A line of what an image's build prints. */
  | { type: 'build'; line: string }
  /** Of many instances, one more is up. */
  | { type: 'started'; instance: string; durationMs: number; done: number; total: number }
  /** Of many instances, one cannot be worked on; the others go on. */
  | { type: 'failed'; instance: string; error: LabError }
  | { type: 'warning'; instance: string; message: Text };

export type Emit = (event: ActionEvent) => void;

export interface Context {
  engine: Engine;
  places: Places;
  /** Whose instances are: their label says it. */
  owner: string;
  /** What images are built with: proxies, and LAB_BASE_IMAGE. */
  env: NodeJS.ProcessEnv;
  emit: Emit;
  /** Aborted when the caller wants no more: what is half made is removed, and Interrupted thrown. */
  signal: AbortSignal;
}
