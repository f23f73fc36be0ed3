import { expect } from 'chai';
import type { Trigger } from '../../../../src/models/vrrp.ts';
import type { Timeline } from '../../../../src/models/failover.ts';
import { lanesOf, overlapsOf, type Lane } from '../../../../src/report/timeline/holdings.ts';
import { spanOf } from '../../../../src/report/timeline/scale.ts';
import { timelineOf } from '../../../helpers/timeline.ts';

const lanes = (timeline: Timeline): Lane[] => lanesOf(timeline, spanOf(timeline));

/** `lvs01 -0.69–0.00, (0.00–4.10)`: what nobody said stands in brackets. */
const written = (all: Lane[]): string[] =>
  all.map(({ node, holdings }) => {
    const times = holdings.map(({ from, to, isSaid }) => {
      const text = `${from.toFixed(1)}–${to.toFixed(1)}`;
      return isSaid ? text : `(${text})`;
    });
    return `${node} ${times.join(', ')}`;
  });

const spans = (all: Lane[]): string[] => overlapsOf(all).map(({ from, to }) => `${from.toFixed(1)}–${to.toFixed(1)}`);

describe('who had the address', () => {
  const recorded = [
    {
      description: 'keepalived stopped: it passes from one to the other and back',
      name: 'stop' as const,
      bands: ['lvs01 -0.7–0.0, 5.4–6.4', 'lvs02 0.6–5.4'],
      both: [],
    },
    {
      description: 'the machine dead: nobody has it while the backup waits',
      name: 'node' as const,
      bands: ['lvs01 -1.0–0.0, 10.2–11.4', 'lvs02 3.3–10.2'],
      both: [],
    },
    {
      description: 'keepalived killed: both have it until keepalived is started again',
      name: 'kill' as const,
      bands: ['lvs01 -1.0–0.0, (0.0–4.1), 8.2–9.2', 'lvs02 2.7–8.2'],
      both: ['2.7–4.1'],
    },
  ];
  for (const { description, name, bands, both } of recorded) {
    it(description, () => {
      const all = lanes(timelineOf(name));
      expect(written(all)).to.deep.equal(bands);
      expect(spans(all)).to.deep.equal(both);
    });
  }

  it('is kept by a killed keepalived only if it did not say farewell', () => {
    const timeline = { ...timelineOf('stop'), trigger: 'kill' as Trigger };
    expect(written(lanes(timeline))).to.deep.equal(['lvs01 -0.7–0.0, 5.4–6.4', 'lvs02 0.6–5.4']);
  });

  for (const trigger of ['cable', 'pause'] as const) {
    it(`is kept after ${trigger} until the director is heard again`, () => {
      const all = lanes({ ...timelineOf('node'), trigger });
      expect(written(all)).to.deep.equal(['lvs01 -1.0–0.0, (0.0–10.2), 10.2–11.4', 'lvs02 3.3–10.2']);
      expect(spans(all)).to.deep.equal(['3.3–10.2']);
    });
  }

  it('is with nobody when nobody says so', () => {
    const timeline = timelineOf('node', (record) => ({ ...record, frames: [] }));
    expect(written(lanes(timeline))).to.deep.equal(['lvs01 -1.0–0.0', 'lvs02 ']);
  });

  it('ends after three intervals without a word', () => {
    const timeline = timelineOf('node', (record) => ({
      ...record,
      frames: record.frames.filter(({ time }) => time < record.marks.broken + 3.1),
    }));
    expect(written(lanes(timeline))).to.deep.equal(['lvs01 -1.0–0.0', 'lvs02 3.3–6.3']);
  });

  it('is with two that both go on saying so', () => {
    const timeline = timelineOf('node', (record) => ({
      ...record,
      frames: record.frames.flatMap((frame) => [frame, { ...frame, sourceMac: '02:42:c0:a8:00:99' }]),
    }));
    const all = lanes(timeline);
    expect(all.map(({ node }) => node)).to.deep.equal(['lvs01', 'lvs02', '02:42:c0:a8:00:99']);
    expect(spans(all)).to.have.length.above(0);
  });

  it('shows four claimants at most', () => {
    const timeline = timelineOf('node', (record) => ({
      ...record,
      frames: record.frames.map((frame, index) => ({ ...frame, sourceMac: `02:00:00:00:00:${10 + index}` })),
    }));
    expect(lanes(timeline)).to.have.length(4);
  });
});
