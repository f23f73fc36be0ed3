/** What a request came to: whether it got a page, and whether it lost a packet of its handshake on the way. Pure. */
import type { HttpResult } from './probes.ts';

/** A status of 200 may come before a body that never ends. */
export const hasPage = ({ exitCode, status }: HttpResult): boolean => exitCode === 0 && status === 200;

/** A way that is slow, so that TCP repeats a SYN after a second, is not quick again at that moment. */
const QUICK_MS = 50;

/**
 * TCP hides who drops packets: it sends them again after a second. A SYN that left twice was lost, or its answer was, when fewer SYN-ACKs
 * came, or the first of them right after the last SYN. A machine that is slow answers each, late.
 */
export const lostPacket = ({ exitCode, syns, synAcks, answeredMs }: HttpResult): boolean =>
  exitCode === 0 && syns > 1 && (synAcks < syns || answeredMs < QUICK_MS);
