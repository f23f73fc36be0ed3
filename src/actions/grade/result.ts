/** What grading came to. Kept as JSON, one file a submission. Pure. */
import type { Cause } from '../../diagnosis/cause.ts';
import type { Verdict } from '../../checks/verdict.ts';
import type { Text } from '../../lab/primitives.ts';
import type { WorkersPlan } from './workers.ts';

/** A command as it went when it was done again. */
export interface Replayed {
  node: string;
  run: string;
  /** Exit status now; null: it had not ended, or ended its shell. */
  status: number | null;
  /** Exit status when the student typed it; null: not known. */
  recorded: number | null;
  /** The end of what it printed. */
  output: string;
}

/**
 * judged: in full. timed-out: as far as its commands came. not-judged: nothing can be said of it, see `trouble`.
 * invalid: it is no submission of this lab.
 */
export type State = 'judged' | 'timed-out' | 'not-judged' | 'invalid';

export const TROUBLE_CODES = [
  'TIMEOUT',
  'DISK',
  'OUTPUT',
  'PROCESSES',
  'NODE_LOST',
  'NODE_UNRESPONSIVE',
  'NODE_BOOT_FAILED',
  'TOOLS_REPLACED',
  'SUBMISSION_INVALID',
] as const;

export interface Trouble {
  code: (typeof TROUBLE_CODES)[number];
  text: Text;
}

export interface Result {
  submission: string;
  student: string;
  /** Seed of the variant that it was judged in; null: none. */
  variant: string | null;
  state: State;
  trouble: Trouble | null;
  /** Whether what did not pass may have been late, on a machine with too much to do: it is graded again the next time. */
  doubtful: boolean;
  /** What an instructor should know beside the verdicts. */
  notes: Text[];
  passed: boolean;
  /** null: it was not judged, which is no 0. */
  points: number | null;
  maxPoints: number;
  checks: Verdict[];
  /** As in `lab check`: where the first request that got no answer ends; null: every effect is there, or nothing explains it. */
  cause: Cause | null;
  commands: Replayed[];
  /** For starting its instance, doing its work again and judging, without waiting for others. */
  durationMs: number;
  /** The time that its commands had. */
  timeoutMs: number;
}

/** What the machine did meanwhile; null where the engine is on another one. */
export interface Machine {
  cpus: number;
  memoryBytes: number;
  /** Share of the processors that was busy, 0 to 1. */
  cpuBusy: number | null;
  /** The most memory that was in use above what was at the beginning. */
  peakMemoryBytes: number | null;
}

export interface ClassReport {
  lab: string;
  title: Text;
  manifest: string;
  passed: boolean;
  maxPoints: number;
  /** Of this run. */
  durationMs: number;
  /** What the submissions of this run took, added up. Side by side, each takes longer than it would alone. */
  addedUpMs: number;
  /** How many results were there from an earlier run. */
  resumed: number;
  workers: WorkersPlan;
  machine: Machine;
  submissions: Result[];
}
