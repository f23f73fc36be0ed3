/**
 * A failover as a client measured it: what was recorded, and what it comes to. Times of records are seconds since the
 * epoch on the client's clock, which tcpdump in the client uses too.
 */
import { readAdvertisement, type Advertisement } from '../parsers/vrrp-advertisement.ts';
import type { FailoverPrediction, Trigger } from './vrrp.ts';
import { isGratuitousArp, type Frame } from '../parsers/tcpdump.ts';

/** How a request was lost: refused at once, no way there, cut off by either side, or nothing came in time. */
export const LOSSES = ['refused', 'unreachable', 'cut', 'silent'] as const;
export type Loss = (typeof LOSSES)[number];

/** One request of a client that asks at a steady pace. */
export interface PacedRequest {
  sent: number;
  /** undefined: no response came. */
  answered: number | undefined;
  /** HTTP status, 0 without a response. */
  status: number;
  /** Of a request that was lost. */
  loss?: Loss;
}

/** Moments of a failover check on the client's clock. */
export interface FailoverMarks {
  /** Before anything was broken. */
  trigger: number;
  /** When it was broken for sure. */
  broken: number;
  /** When what was broken was mended; undefined when that was not reached. */
  mend: number | undefined;
  end: number;
}

export interface FailoverRecord {
  vip: string;
  marks: FailoverMarks;
  requests: PacedRequest[];
  /** ARP and VRRP as the client's interface saw them. */
  frames: Frame[];
}

/** Where the answers stopped, and where they began again. */
export interface Gap {
  /** The last request before it that was answered. */
  from: number;
  /** The first one after it; undefined when none was, up to the end of what is looked at. */
  to: number | undefined;
}

export interface Announcement {
  time: number;
  mac: string;
}

export interface Phase {
  gap: Gap;
  /** Infinity when the answers did not begin again. */
  outageMs: number;
  lost: number;
  sent: number;
}

export interface FailoverMeasure {
  /** When the master fell silent: its farewell, or the last answer before the outage, or when the trigger was pulled. */
  zero: number;
  /** From `zero` until the backup's first advertisement, and its first gratuitous ARP. */
  takeoverMs: number | undefined;
  announcedMs: number | undefined;
  failover: Phase;
  /** undefined when nothing was mended. */
  failback: Phase | undefined;
  advertisements: Advertisement[];
  announcements: Announcement[];
}

/** All that a picture of a failover shows. */
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
/** Gaps shorter than this are the pace of the requests and the machine's own hiccups. */
export const SILENCE_MS = 100;

/** The longest time without an answered request, by when they were sent; their order does not matter. */
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
  // A gap that reaches to the end is an outage if requests were lost in it, and not for being the last interval.
  const isOpen = gap.to === undefined && during.some(({ sent, answered }) => sent > gap.from && answered === undefined);
  return {
    gap,
    outageMs: isOpen ? Infinity : ((gap.to ?? until) - gap.from) * MS,
    lost: during.filter(({ answered }) => answered === undefined).length,
    sent: during.length,
  };
}

/** When the last request was sent that was answered before anything was broken. */
function beginOf({ requests, marks: { trigger } }: FailoverRecord): number {
  const before = requests.filter(({ sent, answered }) => answered !== undefined && sent <= trigger);
  return before.length === 0 ? trigger : Math.max(...before.map(({ sent }) => sent));
}

/** @param backupMacs of the node that should take over */
export function measureFailover(record: FailoverRecord, backupMacs: string[]): FailoverMeasure {
  const { requests, frames, marks, vip } = record;
  const begin = beginOf(record);
  const until = marks.mend ?? marks.end;
  const failover = phaseOf(requests, begin, until);
  const advertisements = frames.flatMap((frame) => readAdvertisement(frame) ?? []);
  const announcements = frames
    .filter((frame) => isGratuitousArp(frame) && isAbout(frame, vip))
    .map(({ time, sourceMac }) => ({ time, mac: sourceMac }));
  // What comes after the mending is another takeover: with nopreempt the backup says farewell there.
  const isDuring = ({ time }: { time: number }): boolean => time >= begin && time <= until;
  const farewell = advertisements.find((seen) => seen.priority === 0 && isDuring(seen));
  // At a slow pace the time between two answers is long without any silence.
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
