/** How much this machine has to do, and deadlines that go by it: waiting must not end sooner where all is slower. */
import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';

/** So many times longer than on an idle machine is waited at most. */
const MOST = 10;

// 13.43 6.31 4.86 20/695 902
const RUNNABLE = /^[\d.]+ [\d.]+ [\d.]+ (\d+)\//;

/** Tasks that want a processor at this moment, for each processor; undefined where the system does not say. */
export function parseBusyness(text: string, cpus: number): number | undefined {
  const runnable = RUNNABLE.exec(text)?.[1];
  return runnable === undefined || runnable === '0' ? undefined : Number(runnable) / cpus;
}

function readLoad(): string {
  try {
    return readFileSync('/proc/loadavg', 'utf8');
  } catch {
    return '';
  }
}

/**
 * Of the machine that this program runs on, which mostly is the engine's too; LAB_PATIENCE is for engines elsewhere. The mean
 * of the last minute is too late by a minute: it stands in where nothing else is told.
 */
export function machineBusyness(): number {
  const cpus = availableParallelism();
  return parseBusyness(readLoad(), cpus) ?? (loadavg()[0] ?? 0) / cpus;
}

export interface Deadline {
  /** Aborted once it is over. */
  signal: AbortSignal;
  /** What was waited for, in words: "15 s". */
  waited: () => string;
  stop: () => void;
}

/** How often a deadline looks at the machine: twenty times, and no less than each half second. */
const LOOKS = 20;
const MAX_STEP_MS = 500;

/**
 * Over once the machine has had `timeoutMs` for it: where three tasks want each processor, a second counts as a third of one.
 * @param busyness of the machine, at the moment of asking
 */
export function startDeadline(timeoutMs: number, busyness: () => number = machineBusyness): Deadline {
  const over = new AbortController();
  const begun = performance.now();
  let had = 0;
  let last = begun;
  const look = (): void => {
    const now = performance.now();
    had += (now - last) / Math.min(MOST, Math.max(1, busyness()));
    last = now;
    if (had < timeoutMs) return;
    clearInterval(timer);
    over.abort(new DOMException('the time is over', 'TimeoutError'));
  };
  const timer = setInterval(look, Math.min(MAX_STEP_MS, Math.max(1, timeoutMs / LOOKS)));
  timer.unref();
  return {
    signal: over.signal,
    waited: () => {
      const wallSeconds = Math.round((performance.now() - begun) / 1000);
      const isSlow = wallSeconds > (timeoutMs / 1000) * 1.5 + 1;
      return `${timeoutMs / 1000} s${isSlow ? ` of its own (${wallSeconds} s on a machine that has much else to do)` : ''}`;
    },
    stop: () => clearInterval(timer),
  };
}

/** The mean of the machine's busyness while something goes on. */
export function watchBusyness(busyness: () => number = machineBusyness): () => number {
  const seen = [busyness()];
  const timer = setInterval(() => seen.push(busyness()), MAX_STEP_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    return seen.reduce((sum, one) => sum + one, 0) / seen.length;
  };
}
