/**
 * Who had the address and when, as far as the wire told the client, and what its director was known to have besides.
 * Times are seconds since the master fell silent.
 */
import type { Timeline } from '../../models/failover.ts';
import type { Trigger } from '../../models/vrrp.ts';
import type { Span } from './scale.ts';

export interface Holding extends Span {
  /** false: it has the address still, but nobody hears it say so. */
  isSaid: boolean;
}

/** What one node said, and when it had the address. */
export interface Lane {
  node: string;
  advertisements: number[];
  /** Advertisements of priority 0. */
  farewells: number[];
  announcements: number[];
  holdings: Holding[];
}

type Said = Omit<Lane, 'holdings'>;

/** After these keepalived cannot take the address off the interface. */
const KEEPS_ADDRESS: Trigger[] = ['kill', 'cable', 'pause'];
/** RFC 3768, section 6.1: after three intervals of silence a master counts as down. */
const DOWN_INTERVALS = 3;
/** A network has a few directors: more than these rows is noise that somebody made. */
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

/** Groups of times, none more than `gap` after the one before it. */
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
  /** After so long a silence it is another time of having it. */
  patience: number;
}

/** From the last word of a holder until it said farewell, or heard another one, or was heard no more. */
function endOf(said: Said, last: number, { view, others, patience }: Circumstances): number {
  const farewell = said.farewells.find((time) => time >= last) ?? Infinity;
  const heard = others.map((other) => claimsOf(other).find((time) => time > last) ?? Infinity);
  return Math.min(farewell, ...heard, last + patience, view.to);
}

const claimed = (said: Said, times: number[], around: Circumstances): Holding[] =>
  groups(times, around.patience).map(({ from, to }) => ({ from, to: endOf(said, to, around), isSaid: true }));

/** Of the director that was broken: it had the address before. */
function brokenHoldings(said: Said, timeline: Timeline, around: Circumstances): Holding[] {
  const { trigger, record, measure } = timeline;
  const { view } = around;
  const mend = record.marks.mend === undefined ? Infinity : record.marks.mend - measure.zero;
  const before = claimsOf(said).filter((time) => time < mend);
  const after = claimsOf(said).filter((time) => time >= mend);
  const silence = Math.max(0, before.at(-1) ?? 0);
  const keeps = KEEPS_ADDRESS.includes(trigger) && said.farewells.every((time) => time >= mend);
  // keepalived takes what a killed one left off the interface when it starts.
  const kept = Math.min(trigger === 'kill' ? mend : (after[0] ?? Infinity), view.to);
  return [
    { from: view.from, to: silence, isSaid: true },
    ...(keeps ? [{ from: silence, to: kept, isSaid: false }] : []),
    ...claimed(said, after, around),
  ];
}

/** The director that was broken first, then its backup, then whoever else claimed the address. */
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

/** Two clocks of packets on one wire are not told apart below this. */
const SHORTEST_S = 0.05;

/** When more than one had the address: a split brain. */
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
