/**
 * Evaluates a failover that was recorded on a client. Recorded times are seconds since the epoch on the client's clock,
 * which its tcpdump uses too.
 */
import { readAdvertisement, type Advertisement } from '../parsers/vrrp-advertisement.ts';
import type { FailoverPrediction, Trigger } from './vrrp.ts';
import { isGratuitousArp, type Frame } from '../parsers/tcpdump.ts';

/** How a request was lost: connection refused, no route to the address, connection closed by either side, or timed out. */
export const LOSSES = ['refused', 'unreachable', 'cut', 'silent'] as const;
export type Loss = (typeof LOSSES)[number];

/** One request of a client that sends requests at regular intervals. */
export interface PacedRequest {
  sent: number;
  /** undefined: no response came. */
  answered: number | undefined;
  /** HTTP status, 0 without a response. */
  status: number;
  /** Only for a lost request. */
  loss?: Loss;
  /** How the page began that came, without spaces around it; undefined: it was empty, or none came. */
  page?: string;
}

/** Pages that are compared are at most so long. */
export const PAGE_LENGTH = 200;

/** Whether one of these pages came; of an empty list, any answer. */
export const hasPage = ({ answered, page = '' }: PacedRequest, pages: readonly string[]): boolean =>
  answered !== undefined && (pages.length === 0 || pages.includes(page));

/** An answer that is none of these pages is none. */
export const onlyPages = (requests: PacedRequest[], pages: readonly string[]): PacedRequest[] =>
  requests.map((one) => (one.answered === undefined || hasPage(one, pages) ? one : { ...one, answered: undefined }));

/** The phases of a failover check, on the client's clock. */
export interface FailoverMarks {
  /** Just before the director is made to fail. */
  trigger: number;
  /** When the director had certainly failed. */
  broken: number;
  /** When its repair began; undefined if the check did not get that far. */
  mend: number | undefined;
  end: number;
}

export interface FailoverRecord {
  vip: string;
  marks: FailoverMarks;
  requests: PacedRequest[];
  /** ARP and VRRP packets captured on the client's interface. */
  frames: Frame[];
}

/** A period without answered requests. */
export interface Gap {
  /** When the last answered request before it was sent. */
  from: number;
  /** When the first answered request after it was sent; undefined if there is none in the examined period. */
  to: number | undefined;
}

export interface Announcement {
  time: number;
  mac: string;
}

export interface Phase {
  gap: Gap;
  /** Infinity if no request was answered any more. */
  outageMs: number;
  lost: number;
  sent: number;
}

export interface FailoverMeasure {
  /**
   * When the failure began: the master's priority-0 advertisement, else the last answer before the outage, else when
   * the director was made to fail.
   */
  zero: number;
  /** From `zero` until the backup's first advertisement, and its first gratuitous ARP. */
  takeoverMs: number | undefined;
  announcedMs: number | undefined;
  failover: Phase;
  /** undefined if nothing was repaired. */
  failback: Phase | undefined;
  advertisements: Advertisement[];
  announcements: Announcement[];
}

/** The data for the picture of a failover. */
export interface Timeline {
  director: string;
  backup: string;
  trigger: Trigger;
  /** MAC of an interface → name of its node. */
  nodes: Record<string, string>;
  record: FailoverRecord;
  measure: FailoverMeasure;
  prediction: FailoverPrediction;
}

const MS = 1000;
/** Shorter gaps are caused by the interval between requests and by delays of the machine. */
export const SILENCE_MS = 100;

/** The longest period without an answered request, by the times at which requests were sent; they need not be sorted. */
export function longestGap(requests: PacedRequest[], from: number, until: number): Gap {
  const answered = requests
    .filter(({ sent, answered: at }) => at !== undefined && sent >= from && sent <= until)
    .map(({ sent }) => sent)
    .toSorted((a, b) => a - b);
  const moments = [...answered, until];
  let longest: Gap = { from, to: answered[0] };
  let length = (answered[0] ?? until) - from;
  for (let index = 1; index < moments.length; index += 1) {
    const [start = from, end = until] = [moments[index - 1], moments[index]];
    if (end - start <= length) continue;
    length = end - start;
    longest = { from: start, to: index === answered.length ? undefined : end };
  }
  return longest;
}

function phaseOf(requests: PacedRequest[], from: number, until: number): Phase {
  const gap = longestGap(requests, from, until);
  const during = requests.filter(({ sent }) => sent >= from && sent <= until);
  // A gap that lasts until the end is an outage only if requests were lost in it.
  const isOpen = gap.to === undefined && during.some(({ sent, answered }) => sent > gap.from && answered === undefined);
  return {
    gap,
    outageMs: isOpen ? Infinity : ((gap.to ?? until) - gap.from) * MS,
    lost: during.filter(({ answered }) => answered === undefined).length,
    sent: during.length,
  };
}

/** When the last request was sent that was answered before the failure. */
function beginOf({ requests, marks: { trigger } }: FailoverRecord): number {
  const before = requests.filter(({ sent, answered }) => answered !== undefined && sent <= trigger);
  return before.length === 0 ? trigger : Math.max(...before.map(({ sent }) => sent));
}

/** How long clients had no page after the director was broken, in ms; Infinity: to the end. */
export function outageOf(record: FailoverRecord, pages: readonly string[]): number {
  const { marks } = record;
  return phaseOf(onlyPages(record.requests, pages), beginOf(record), marks.mend ?? marks.end).outageMs;
}

/** @param backupMacs MAC addresses of the node that should take over */
export function measureFailover(record: FailoverRecord, backupMacs: string[]): FailoverMeasure {
  const { requests, frames, marks, vip } = record;
  const begin = beginOf(record);
  const until = marks.mend ?? marks.end;
  const failover = phaseOf(requests, begin, until);
  const advertisements = frames.flatMap((frame) => readAdvertisement(frame) ?? []);
  const announcements = frames
    .filter((frame) => isGratuitousArp(frame) && isAbout(frame, vip))
    .map(({ time, sourceMac }) => ({ time, mac: sourceMac }));
  // After the repair there may be another takeover: with nopreempt the backup then sends a priority-0 advertisement.
  const isDuring = ({ time }: { time: number }): boolean => time >= begin && time <= until;
  const farewell = advertisements.find((seen) => seen.priority === 0 && isDuring(seen));
  // With long intervals between requests, a long time between two answers does not mean an outage.
  const isSilent = failover.outageMs > SILENCE_MS && failover.lost > 0;
  const zero = farewell?.time ?? (isSilent ? failover.gap.from : marks.broken);
  const sinceZero = (found: { time: number } | undefined): number | undefined =>
    found && Math.round((found.time - zero) * MS);
  return {
    zero,
    takeoverMs: sinceZero(advertisements.find((seen) => isDuring(seen) && backupMacs.includes(seen.sourceMac))),
    announcedMs: sinceZero(announcements.find((seen) => isDuring(seen) && backupMacs.includes(seen.mac))),
    failover,
    failback: marks.mend === undefined ? undefined : phaseOf(requests, marks.mend, marks.end),
    advertisements,
    announcements,
  };
}

function isAbout({ packet }: Frame, vip: string): boolean {
  return packet.type === 'arp-request' ? packet.target === vip : packet.type === 'arp-reply' && packet.address === vip;
}
