/** Whether a request lost a packet of its handshake, although its page came. Pure. */
import type { HttpResult } from './probes.ts';

/** A way that is slow, so that TCP repeats a SYN after a second, is not quick again at that moment. */
const QUICK_MS = 50;

/**
 * TCP hides who drops packets: it sends them again after a second. A SYN that left twice was lost, or its answer was, when fewer SYN-ACKs
 * came, or the first of them right after the last SYN. A machine that is slow answers each, late.
 */
export const lostPacket = ({ exitCode, syns, synAcks, answeredMs }: HttpResult): boolean =>
  exitCode === 0 && syns > 1 && (synAcks < syns || answeredMs < QUICK_MS);
