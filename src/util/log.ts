/**
 * What happens below the command line and nobody is told of, for whoever looks for the reason of something strange: LAB_DEBUG=1
 * shows it on standard error, a line each. Errors that a caller must know of are thrown, never logged.
 */
import { withoutControls } from './controls.ts';

export interface LogEntry {
  /** Milliseconds since 1970. */
  at: number;
  message: string;
  /** How long what the message names took, in milliseconds; absent where nothing took any time. */
  tookMs?: number;
}

type Sink = (entry: LogEntry) => void;

let sink: Sink | undefined;

/** @param to gets every entry from now on; undefined: nobody does, as at the beginning */
export const logTo = (to: Sink | undefined): void => void (sink = to);

export const log = (message: string, tookMs?: number): void =>
  sink?.({ at: Date.now(), message, ...(tookMs !== undefined && { tookMs }) });

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** An error after which the work goes on, and why: `write().catch(logged('the cache is not written'))`. */
export const logged =
  (what: string) =>
  (error: unknown): undefined => {
    log(`${what}: ${messageOf(error)}`);
    return undefined;
  };

/** Logs how long a call took, or what it failed with; the error is the caller's. */
export async function timed<T>(what: string, call: () => Promise<T>): Promise<T> {
  if (!sink) return call();
  const begun = performance.now();
  try {
    const result = await call();
    log(what, performance.now() - begun);
    return result;
  } catch (error) {
    log(`${what} failed: ${messageOf(error)}`, performance.now() - begun);
    throw error;
  }
}

/** `12:00:01.234Z start the container x (85 ms)`, on one line, and without what controls a terminal: errors quote nodes. */
export function showEntry({ at, message, tookMs }: LogEntry): string {
  const time = new Date(at).toISOString().slice(11);
  const line = withoutControls(message.replaceAll(/\s+/g, ' '));
  return `${time} ${line}${tookMs === undefined ? '' : ` (${Math.round(tookMs)} ms)`}`;
}
