/** What a request came to: whether it got a page, and whether it lost a packet of its handshake on the way. Pure. */

/** One HTTP request as its client saw it. */
export interface HttpResult {
  /** An address of the client's subnet that nobody had before. */
  source: string;
  /** 0 when there was no connection. */
  sourcePort: number;
  /** That curl has for the same trouble, 0 when a response came. */
  exitCode: number;
  /** HTTP status, 0 without a response. */
  status: number;
  body: string;
  durationMs: number;
  /** How many SYNs left the client, and how many SYN-ACKs came in. */
  syns: number;
  synAcks: number;
  /** From the last SYN that left before it until the first SYN-ACK; 0 without one. */
  answeredMs: number;
  /**
   * Of an upload, in bytes: the MSS that the answer to its SYN offered, how much a segment then carried, and the MTU that the
   * client's kernel believes in on the way.
   */
  sent?: { offered: number; segment: number; mtu: number };
  /** Of a request that failed, where the director's table was looked at and has it: the address of the real server. */
  givenTo?: string;
}

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
