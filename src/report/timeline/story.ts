/** Describes what happened in sentences, based only on what was measured. */
import { SILENCE_MS, type PacedRequest, type Phase, type Timeline } from '../../models/failover.ts';
import type { Lane } from './holdings.ts';
import type { Span } from './scale.ts';
import type { Words } from './words.ts';

const inSeconds = (ms: number): number => ms / 1000;

export function lostWithin({ gap, lost }: Phase, requests: PacedRequest[]): number {
  const { from, to } = gap;
  if (to === undefined) return lost;
  return requests.filter(({ sent, answered }) => answered === undefined && sent > from && sent < to).length;
}

/** A gap without a lost request means that the client paused, not that answers were missing. */
export const isOutage = (phase: Phase, requests: PacedRequest[]): boolean =>
  phase.outageMs > SILENCE_MS && lostWithin(phase, requests) > 0;

/** The minimum time for which there were no answers, in seconds. */
export function awayFor({ gap, outageMs }: Phase, until: number): number {
  return Number.isFinite(outageMs) ? inSeconds(outageMs) : until - gap.from;
}

export const rangeOf = ({ prediction }: Timeline, words: Words): string =>
  words.range(inSeconds(prediction.takeoverMs.min), inSeconds(prediction.takeoverMs.max));

export function titleOf({ director, backup, trigger, measure, record }: Timeline, words: Words): string {
  const { title } = words;
  const deed = words.broken[trigger](director);
  const outcome = [measure.takeoverMs === undefined ? title.nobody : title.tookOver(backup)];
  if (record.requests.length > 0) outcome.push(costOf(measure.failover, record.requests, words));
  return words.story.headline(deed, outcome);
}

function costOf(phase: Phase, requests: PacedRequest[], { title, seconds }: Words): string {
  if (!Number.isFinite(phase.outageMs)) return title.endless;
  if (isOutage(phase, requests)) return title.outage(seconds(inSeconds(phase.outageMs)));
  return phase.lost === 0 ? title.unnoticed : title.lost(phase.lost);
}

function takeover(timeline: Timeline, [broken]: Lane[], words: Words): string[] {
  const { director, backup, record, measure } = timeline;
  const { story, seconds } = words;
  const range = rangeOf(timeline, words);
  if (measure.takeoverMs === undefined) return [story.nobody(backup, record.vip, range)];
  const zero = inSeconds(measure.takeoverMs);
  const isFarewell = broken?.farewells.some((time) => Math.abs(time) < 0.001);
  const lastHeard = broken?.advertisements.findLast((time) => time < zero);
  const heard = lastHeard === undefined ? undefined : seconds(zero - lastHeard);
  return [
    isFarewell
      ? story.farewell(director, backup, seconds(zero), record.vip, range)
      : story.silence(director, backup, { heard, zero: seconds(zero) }, record.vip, range),
    ...(measure.announcedMs === undefined ? [story.unannounced(backup)] : []),
  ];
}

function service({ director, record, measure }: Timeline, { story, seconds }: Words): string {
  const { failover } = measure;
  const { lost, sent, outageMs } = failover;
  if (record.requests.length === 0) return story.noRequests;
  const away = seconds(awayFor(failover, record.marks.mend ?? record.marks.end));
  if (!Number.isFinite(outageMs))
    return story.endless(away, lost, record.marks.mend === undefined ? undefined : director);
  if (isOutage(failover, record.requests)) return story.outage(away, lost);
  return lost === 0 ? story.unnoticed(sent) : story.few(lost, sent, away);
}

function ending({ director, measure, record }: Timeline, [broken]: Lane[], { story, seconds }: Words): string[] {
  const { failback } = measure;
  if (!failback || record.marks.mend === undefined) return [];
  const mend = record.marks.mend - measure.zero;
  const back = broken?.holdings.find(({ from, isSaid }) => isSaid && from >= mend);
  if (!back) return [story.notBack(director)];
  const outage = isOutage(failback, record.requests) ? seconds(awayFor(failback, record.marks.end)) : undefined;
  return [
    story.back(director, seconds(back.from)),
    ...(failback.sent > 0 ? [story.backCost(outage, failback.lost)] : []),
  ];
}

export function storyOf(timeline: Timeline, lanes: Lane[], overlaps: Span[], words: Words): string {
  const both = overlaps.reduce((sum, { from, to }) => sum + to - from, 0);
  const isKept = lanes[0]?.holdings.some(({ isSaid }) => !isSaid);
  const keeper = isKept ? timeline.director : undefined;
  return words.story.sentences([
    ...takeover(timeline, lanes, words),
    service(timeline, words),
    ...(both > 0 ? [words.story.both(words.seconds(both), keeper)] : []),
    ...ending(timeline, lanes, words),
  ]);
}
