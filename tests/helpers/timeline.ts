/** Failovers that were recorded on a running experiment 2, for a test to change: every call gives a copy of its own. */
import { readFileSync } from 'node:fs';
import { measureFailover, type FailoverRecord, type Timeline } from '../../src/models/failover.ts';
import type { Frame } from '../../src/parsers/tcpdump.ts';
import { renderTimeline } from '../../src/report/timeline.ts';

/** All times in milliseconds since the whole second in which the first request was sent. */
interface Recording extends Omit<Timeline, 'record' | 'measure'> {
  vip: string;
  marks: { trigger: number; mend: number; end: number };
  /** When each was sent, and how long it took to be answered; null: it was not. */
  requests: [sent: number, tookMs: number | null][];
  frames: Frame[];
}

export type Recorded = 'stop' | 'kill' | 'node';

/** The measure is made from the record, as a test left it. */
export function measured(timeline: Omit<Timeline, 'measure'>): Timeline {
  const macs = Object.entries(timeline.nodes).flatMap(([mac, node]) => (node === timeline.backup ? [mac] : []));
  return { ...timeline, measure: measureFailover(timeline.record, macs) };
}

export function timelineOf(
  name: Recorded,
  change: (record: FailoverRecord) => FailoverRecord = (same) => same,
): Timeline {
  const text = readFileSync(new URL(`../fixtures/failover/${name}.json`, import.meta.url), 'utf8');
  const { vip, marks, requests, frames, ...rest } = JSON.parse(text) as Recording;
  const record = {
    vip,
    // Recorded when there was one mark, made once the deed was done.
    marks: {
      trigger: marks.trigger / 1000 - 0.3,
      broken: marks.trigger / 1000,
      mend: marks.mend / 1000,
      end: marks.end / 1000,
    },
    requests: requests.map(([sent, tookMs]) => ({
      sent: sent / 1000,
      answered: tookMs === null ? undefined : (sent + tookMs) / 1000,
      status: tookMs === null ? 0 : 200,
    })),
    frames: frames.map((frame) => ({ ...frame, time: frame.time / 1000 })),
  };
  return measured({ ...rest, record: change(record) });
}

/** The pictures in docs/failover.md, drawn from recordings. */
export const documentedFailovers = (): { file: string; svg: string }[] =>
  (
    [
      { picture: 'stop', recorded: 'stop' },
      { picture: 'crash', recorded: 'node' },
    ] as const
  ).map(({ picture, recorded }) => ({
    file: `docs/images/failover-${picture}.svg`,
    svg: renderTimeline(timelineOf(recorded), { language: 'en' }),
  }));
