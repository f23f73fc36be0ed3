/** What kernels counted while a request was followed. Pure. */
import type { NodeFollowed } from '../probes/follow.ts';

/** Packets that came in where the way back to their source does not go out. */
export const REVERSE_PATH = 'TcpExt.IPReversePathFilter';

export const riseOf = ({ before, after }: NodeFollowed, counter: string): number =>
  (after.counters[counter] ?? 0) - (before.counters[counter] ?? 0);
