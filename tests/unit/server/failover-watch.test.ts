import { expect } from 'chai';
import { failoverView } from '../../../src/contract/failover.ts';
import { failoverPictures, failoverResult } from '../../../src/live/failover-result.ts';
import { FailoverWatch } from '../../../src/server/failover-watch.ts';
import { timelineOf } from '../../helpers/timeline.ts';

const START = {
  number: 1,
  trigger: 'node',
  director: 'lvs01',
  backup: 'lvs02',
  vip: '192.168.0.240',
  from: 'lanclient',
} as const;
const NODES = { '02:00:00:00:00:01': 'lvs01', '02:00:00:00:00:02': 'lvs02' };

const request = (sent: number, isAnswered: boolean) => ({ type: 'request', sent, isAnswered }) as const;
const advertisement = (time: number, sourceMac: string, priority: number) =>
  ({
    type: 'advertisement',
    advertisement: { time, sourceMac, priority, source: '', version: 2, virtualRouterId: 1, advertIntervalMs: 1000 },
  }) as const;

describe('a failover that pages watch', () => {
  it('is empty before anything is known', () => {
    const view = new FailoverWatch(START).view(null);
    expect(failoverView.parse(view)).to.deep.equal({
      ...START,
      now: 0,
      phases: [{ phase: 'asking', at: 0 }],
      requests: [],
      advertisements: [],
      holdings: [],
      result: null,
    });
  });

  it('is told in milliseconds since the first request, in the order of sending, whatever the clocks say', () => {
    // This machine's clock is 1000 s behind the client's.
    let clock = 0;
    const watch = new FailoverWatch(START, () => clock);
    watch.see(['lvs01']);
    for (const sent of [1000, 1000.02, 1000.04]) {
      clock = sent - 1000 + 0.001;
      watch.take(request(sent, true), NODES);
    }
    watch.see(['lvs01']);
    watch.take({ type: 'mark', word: 'trigger', time: 1000.05 }, NODES);
    watch.take({ type: 'mark', word: 'broken', time: 1000.07 }, NODES);
    clock = 1;
    watch.take(request(1000.1, true), NODES);
    // Lost ones end after their patience: later than those that were sent after them and answered.
    watch.take(request(1000.06, false), NODES);
    watch.take(request(1000.08, false), NODES);
    watch.take(advertisement(1000.5, '02:00:00:00:00:02', 100), NODES);
    watch.take(advertisement(1000.6, '02:00:00:00:00:99', 0), NODES);
    watch.see(['lvs02']);
    watch.see(['lvs02']);
    clock = 2;
    const view = watch.view(null);
    expect(view.requests).to.deep.equal([
      { from: 0, to: 40, count: 3, isAnswered: true },
      { from: 60, to: 80, count: 2, isAnswered: false },
      { from: 100, to: 100, count: 1, isAnswered: true },
    ]);
    expect(view.phases).to.deep.equal([
      { phase: 'asking', at: 0 },
      { phase: 'broken', at: 60 },
    ]);
    expect(view.advertisements).to.deep.equal([
      { at: 500, node: 'lvs02', priority: 100 },
      { at: 600, node: '02:00:00:00:00:99', priority: 0 },
    ]);
    expect(view.holdings).to.deep.equal([
      { at: 40, nodes: ['lvs01'] },
      { at: 999, nodes: ['lvs02'] },
    ]);
    expect(view.now).to.equal(1999);
    failoverView.parse(view);
  });

  it('keeps no more requests than a page can show', () => {
    const watch = new FailoverWatch(START);
    for (let index = 0; index < 20_100; index += 1) watch.take(request(index / 50, index % 2 === 0), NODES);
    expect(watch.view(null).requests).to.have.length(20_000);
  });
});

describe('what a failover came to, for the page', () => {
  it('has the measured times beside the predicted ones, and the picture of the report in both languages', () => {
    const timeline = timelineOf('node');
    const result = failoverResult({ reason: undefined, timeline });
    expect(result.passed).to.equal(true);
    expect(result.measured?.outageMs).to.equal(timeline.measure.failover.outageMs);
    expect(result.measured?.predictedOutageMs).to.deep.equal(timeline.prediction.outageMs);
    const pictures = failoverPictures(timeline);
    for (const language of ['zh', 'en'] as const)
      expect(pictures[language]).to.contain(`xml:lang="${language}"`).and.contain(result.measured?.story[language]);
  });

  it('says that nothing was measured when nothing was broken', () => {
    const reason = { en: 'why', zh: '为什么' };
    expect(failoverResult({ reason, timeline: undefined })).to.deep.equal({ passed: false, reason });
  });

  it('has no number for an outage without an end', () => {
    const timeline = timelineOf('node', (record) => ({
      ...record,
      requests: record.requests.map((one) =>
        one.sent > record.marks.trigger ? { ...one, answered: undefined, status: 0 } : one,
      ),
    }));
    expect(failoverResult({ reason: undefined, timeline }).measured?.outageMs).to.equal(null);
  });
});
