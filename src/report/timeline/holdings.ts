/**
 * Which director had the address at which time, according to the packets that the client captured and to what the fault
 * is known to leave behind. Times are seconds since the failure began.
 */
import type { Timeline } from '../../models/failover.ts';
import type { Trigger } from '../../models/vrrp.ts';
import type { Span } from './scale.ts';

export interface Holding extends Span {
  /** false: the director still has the address, but does not announce it, or its packets are not received. */
  isSaid: boolean;
}

/** The packets that one node sent, and when it had the address. */
export interface Lane {
  node: string;
  advertisements: number[];
  /** Advertisements of priority 0. */
  farewells: number[];
  announcements: number[];
  holdings: Holding[];
}

type Said = Omit<Lane, 'holdings'>;

/** Faults after which keepalived cannot remove the address from the interface. */
const KEEPS_ADDRESS: Trigger[] = ['kill', 'cable', 'pause'];
/** RFC 3768, section 6.1: a master counts as down after three intervals without an advertisement. */
const DOWN_INTERVALS = 3;
/** A network has few directors; further senders are noise and get no lane. */
const MOST_LANES = 4;

function saidBy(node: string, { nodes, measure }: Timeline): Said {
  const since = (time: number): number => time - measure.zero;
  const isMine = (mac: string): boolean => (nodes[mac] ?? mac) === node;
  const advertisements = measure.advertisements.filter(({ sourceMac }) => isMine(sourceMac));
  return {
    node,
    advertisements: advertisements.filter(({ priority }) => priority > 0).map(({ time }) => since(time)),
    farewells: advertisements.filter(({ priority }) => priority === 0).map(({ time }) => since(time)),
    announcements: measure.announcements.filter(({ mac }) => isMine(mac)).map(({ time }) => since(time)),
  };
}

const claimsOf = ({ advertisements, announcements }: Said): number[] =>
  [...advertisements, ...announcements].toSorted((a, b) => a - b);

/** Groups times so that within a group, none is more than `gap` after the previous one. */
function groups(times: number[], gap: number): Span[] {
  const spans: Span[] = [];
  for (const time of times) {
    const last = spans.at(-1);
    if (last && time - last.to <= gap) last.to = time;
    else spans.push({ from: time, to: time });
  }
  return spans;
}

interface Circumstances {
  view: Span;
  others: Said[];
  /** After this long without a packet, the next one begins a new period of having the address. */
  patience: number;
}

/**
 * When a director lost the address: at its priority-0 advertisement, when another director announced it, or after too
 * long without a packet.
 */
function endOf(said: Said, last: number, { view, others, patience }: Circumstances): number {
  const farewell = said.farewells.find((time) => time >= last) ?? Infinity;
  const heard = others.map((other) => claimsOf(other).find((time) => time > last) ?? Infinity);
  return Math.min(farewell, ...heard, last + patience, view.to);
}

const claimed = (said: Said, times: number[], around: Circumstances): Holding[] =>
  groups(times, around.patience).map(({ from, to }) => ({ from, to: endOf(said, to, around), isSaid: true }));

/** The periods of the director that was made to fail: it had the address at the start. */
function brokenHoldings(said: Said, timeline: Timeline, around: Circumstances): Holding[] {
  const { trigger, record, measure } = timeline;
  const { view } = around;
  const mend = record.marks.mend === undefined ? Infinity : record.marks.mend - measure.zero;
  const before = claimsOf(said).filter((time) => time < mend);
  const after = claimsOf(said).filter((time) => time >= mend);
  const silence = Math.max(0, before.at(-1) ?? 0);
  const keeps = KEEPS_ADDRESS.includes(trigger) && said.farewells.every((time) => time >= mend);
  // When keepalived starts, it removes addresses that a killed one left on the interface.
  const kept = Math.min(trigger === 'kill' ? mend : (after[0] ?? Infinity), view.to);
  return [
    { from: view.from, to: silence, isSaid: true },
    ...(keeps ? [{ from: silence, to: kept, isSaid: false }] : []),
    ...claimed(said, after, around),
  ];
}

/** First the director that was made to fail, then its backup, then any others that announced the address. */
export function lanesOf(timeline: Timeline, view: Span): Lane[] {
  const { director, backup, nodes, measure } = timeline;
  const heard = [
    ...measure.advertisements.map(({ sourceMac }) => sourceMac),
    ...measure.announcements.map(({ mac }) => mac),
  ].map((mac) => nodes[mac] ?? mac);
  const names = [...new Set([director, backup, ...heard])].slice(0, MOST_LANES);
  const all = names.map((node) => saidBy(node, timeline));
  const interval = (measure.advertisements[0]?.advertIntervalMs ?? 1000) / 1000;
  return all.map((said) => {
    const around = { view, others: all.filter((one) => one !== said), patience: DOWN_INTERVALS * interval };
    const holdings =
      said.node === director ? brokenHoldings(said, timeline, around) : claimed(said, claimsOf(said), around);
    return { ...said, holdings };
  });
}

/** Overlaps shorter than this are within the accuracy of the timestamps. */
const SHORTEST_S = 0.05;

/** When more than one director had the address (split brain). */
export function overlapsOf(lanes: Lane[]): Span[] {
  const overlaps = lanes.flatMap(({ holdings }, index) =>
    holdings.flatMap((one) =>
      lanes
        .slice(index + 1)
        .flatMap((lane) => lane.holdings)
        .map((other) => ({ from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) })),
    ),
  );
  const long = overlaps.filter(({ from, to }) => to - from >= SHORTEST_S).toSorted((a, b) => a.from - b.from);
  const merged: Span[] = [];
  for (const { from, to } of long) {
    const last = merged.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}
