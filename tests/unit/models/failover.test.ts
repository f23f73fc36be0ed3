import { expect } from 'chai';
import * as fc from 'fast-check';
import {
  longestGap,
  measureFailover,
  type FailoverMarks,
  type FailoverRecord,
  type PacedRequest,
} from '../../../src/models/failover.ts';
import { parseTcpdump, type Frame } from '../../../src/parsers/tcpdump.ts';
import { recordedFailover } from '../../helpers/failover.ts';

const VIP = '192.168.0.240';
const MASTER = '02:42:c0:a8:00:d2';
const BACKUP = '02:42:c0:a8:00:d3';

/** Requests every 0.1 s from `from` to `to`, answered after 1 ms but for those sent within the spans. */
const paced = (from: number, to: number, ...lost: [number, number][]): PacedRequest[] =>
  Array.from({ length: Math.round((to - from) * 10) + 1 }, (_, index) => {
    const sent = Number((from + index / 10).toFixed(1));
    const isLost = lost.some(([begin, end]) => sent >= begin && sent <= end);
    return { sent, answered: isLost ? undefined : sent + 0.001, status: isLost ? 0 : 200 };
  });

const frame = (time: number, mac: string, rest: string): Frame[] =>
  parseTcpdump(`${time.toFixed(6)} ${mac} > ff:ff:ff:ff:ff:ff, ${rest}\n`);
const advert = (time: number, mac: string, priority: number): Frame[] =>
  frame(
    time,
    mac,
    `ethertype IPv4 (0x0800), length 54: 192.168.0.210 > 224.0.0.18: VRRPv2, Advertisement, vrid 55, prio ${priority}, authtype simple, intvl 1s, length 20`,
  );
const gratuitous = (time: number, mac: string, address = VIP): Frame[] =>
  frame(
    time,
    mac,
    `ethertype ARP (0x0806), length 42: Request who-has ${address} (ff:ff:ff:ff:ff:ff) tell ${address}, length 28`,
  );

const MARKS: FailoverMarks = { trigger: 100, broken: 100, mend: 110, end: 115 };

const measured = (requests: PacedRequest[], frames: Frame[][] = [], marks = MARKS) => {
  const record: FailoverRecord = { vip: VIP, marks, requests, frames: frames.flat() };
  return measureFailover(record, [BACKUP]);
};

describe('longestGap', () => {
  const cases = [
    { description: 'no request at all', requests: [], gap: { from: 0, to: undefined } },
    { description: 'none answered', requests: paced(0, 5, [0, 5]), gap: { from: 0, to: undefined } },
    { description: 'none answered at first', requests: paced(0, 5, [0, 2]), gap: { from: 0, to: 2.1 } },
    { description: 'none answered in the middle', requests: paced(0, 5, [2, 2.5]), gap: { from: 1.9, to: 2.6 } },
    { description: 'none answered at last', requests: paced(0, 5, [3, 5]), gap: { from: 2.9, to: undefined } },
    {
      description: 'two gaps, the first the longer',
      requests: paced(0, 5, [1, 2], [4, 4.5]),
      gap: { from: 0.9, to: 2.1 },
    },
    {
      description: 'two gaps, the second the longer',
      requests: paced(0, 5, [1, 1.5], [3, 4]),
      gap: { from: 2.9, to: 4.1 },
    },
    {
      description: 'answers outside alone',
      requests: [...paced(-5, -1), ...paced(6, 9)],
      gap: { from: 0, to: undefined },
    },
  ];
  for (const { description, requests, gap } of cases) {
    it(`is found with ${description}`, () => {
      expect(longestGap(requests, 0, 5)).to.deep.equal(gap);
    });
  }

  it('is the first of two that are as long', () => {
    const sent = [0, 1, 2, 5].map((at): PacedRequest => ({ sent: at, answered: at, status: 200 }));
    expect(longestGap(sent, 0, 2)).to.deep.equal({ from: 0, to: 1 });
  });

  it('is one interval when all were answered', () => {
    const { from, to } = longestGap(paced(0, 5), 0, 5);
    expect((to ?? Infinity) - from).to.be.closeTo(0.1, 1e-9);
  });

  const requests = fc.array(
    fc
      .record({ sent: fc.integer({ min: 0, max: 1000 }), isAnswered: fc.boolean() })
      .map(({ sent, isAnswered }): PacedRequest => ({
        sent,
        answered: isAnswered ? sent : undefined,
        status: isAnswered ? 200 : 0,
      })),
  );

  it('has no answer within it, begins and ends at one, and no other is longer', () => {
    fc.assert(
      fc.property(requests, (all) => {
        const answers = all.flatMap(({ answered }) => answered ?? []).toSorted((a, b) => a - b);
        const gap = longestGap(all, 0, 1000);
        const end = gap.to ?? 1000;
        expect(answers.filter((at) => at > gap.from && at < end)).to.deep.equal([]);
        if (gap.from !== 0) expect(answers).to.include(gap.from);
        if (gap.to !== undefined) expect(answers).to.include(gap.to);
        const moments = [0, ...answers, 1000];
        for (const [index, at] of moments.entries())
          expect((moments[index + 1] ?? at) - at).to.be.at.most(end - gap.from);
      }),
    );
  });

  it('does not depend on the order of the requests', () => {
    fc.assert(
      fc.property(requests, fc.infiniteStream(fc.nat()), (all, random) => {
        const shuffled = all
          .map((one) => ({ one, key: random.next().value }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ one }) => one);
        expect(longestGap(shuffled, 0, 1000)).to.deep.equal(longestGap(all, 0, 1000));
      }),
    );
  });
});

describe('measureFailover', () => {
  const farewell = advert(100.02, MASTER, 0);
  const taken = [advert(100.63, BACKUP, 100), gratuitous(100.64, BACKUP)];

  it('measures from the farewell of the master', () => {
    const measure = measured(paced(95, 115, [100.1, 100.6]), [advert(99.5, MASTER, 150), farewell, ...taken]);
    expect(measure).to.include({ zero: 100.02, takeoverMs: 610, announcedMs: 620 });
    expect(measure.failover.gap).to.deep.equal({ from: 100, to: 100.7 });
    expect(measure.failover.outageMs).to.be.closeTo(700, 1e-6);
    expect(measure.failover).to.include({ lost: 6, sent: 101 });
    expect(measure.failback?.outageMs).to.be.closeTo(100, 1e-6);
    expect(measure.failback).to.include({ lost: 0, sent: 51 });
  });

  it('measures from the last answer when the master says nothing', () => {
    const measure = measured(paced(95, 115, [100, 103]), [advert(103.1, BACKUP, 100), gratuitous(103.2, BACKUP)]);
    expect(measure).to.include({ zero: 99.9, takeoverMs: 3200, announcedMs: 3300 });
    expect(measure.failover.outageMs).to.be.closeTo(3200, 1e-6);
  });

  it('measures from the trigger when there was neither a farewell nor an outage', () => {
    const measure = measured(paced(95, 115), [advert(102.7, BACKUP, 100), gratuitous(102.8, BACKUP)]);
    expect(measure).to.include({ zero: 100, takeoverMs: 2700, announcedMs: 2800 });
    expect(measure.failover.lost).to.equal(0);
  });

  it('takes a slow pace for no silence', () => {
    const slow = paced(95, 115).filter((_, index) => index % 5 === 2);
    expect(measured(slow, [advert(102.7, BACKUP, 100)])).to.include({ zero: 100, takeoverMs: 2700 });
  });

  it('has no end of an outage that none was seen of', () => {
    const measure = measured(paced(95, 115, [100, 111]), [farewell, ...taken]);
    expect(measure.failover).to.deep.include({ outageMs: Infinity, gap: { from: 99.9, to: undefined } });
    expect(measure.failback?.outageMs).to.be.closeTo(1100, 1e-6);
  });

  it('takes the last moments before the mending for no outage', () => {
    const requests = paced(95, 115, [100.1, 100.3]).filter(({ sent }) => sent <= 109.9 || sent >= 110.05);
    const measure = measured(requests, [farewell, ...taken], { trigger: 100, broken: 100, mend: 110.08, end: 115 });
    expect(measure.failover.outageMs).to.be.closeTo(400, 1e-6);
  });

  it('takes the last moments of a quick pace for no outage', () => {
    const quick = Array.from({ length: 900 }, (_, index): PacedRequest => {
      const sent = 92 + index / 50;
      return { sent, answered: sent, status: 200 };
    });
    const measure = measured(quick.filter(({ sent }) => sent < 109.95));
    expect(measure.failover.gap.to).to.equal(undefined);
    expect(measure.failover.outageMs).to.be.within(50, 80);
  });

  it('has an outage without end where nothing was ever answered', () => {
    const measure = measured(paced(95, 115, [0, 200]));
    expect(measure.failover).to.include({ outageMs: Infinity, lost: 101, sent: 101 });
    expect(measure).to.include({ takeoverMs: undefined, announcedMs: undefined });
  });

  it('has neither a takeover nor an announcement where the backup did nothing', () => {
    const others = [advert(101, MASTER, 150), gratuitous(101, MASTER), gratuitous(101, BACKUP, '192.168.0.241')];
    expect(measured(paced(95, 115), others)).to.include({ takeoverMs: undefined, announcedMs: undefined });
  });

  it('takes no notice of what the backup did long before, or after the mending', () => {
    const before = [advert(90, BACKUP, 100), gratuitous(90, BACKUP)];
    const after = [advert(110.5, BACKUP, 100), gratuitous(110.5, BACKUP)];
    expect(measured(paced(95, 115), [...before, ...after])).to.include({
      takeoverMs: undefined,
      announcedMs: undefined,
    });
  });

  it('takes no notice of a farewell from before, nor of the one with which a backup hands back', () => {
    const frames = [advert(99, MASTER, 0), advert(103.1, BACKUP, 100), advert(112, BACKUP, 0)];
    expect(measured(paced(95, 115, [100, 103]), frames)).to.include({ zero: 99.9, takeoverMs: 3200 });
  });

  it('goes to the end when nothing was mended', () => {
    const marks = { trigger: 100, broken: 100, mend: undefined, end: 115 };
    const measure = measured(paced(95, 115, [100, 111]), [farewell, advert(111.5, BACKUP, 100)], marks);
    expect(measure).to.include({ failback: undefined, takeoverMs: 11_480 });
    expect(measure.failover.outageMs).to.be.closeTo(11_200, 1e-6);
  });

  it('has all advertisements, and of gratuitous ARP what is about the address', () => {
    const measure = measured(paced(95, 115), [
      advert(90, MASTER, 150),
      gratuitous(101, BACKUP),
      gratuitous(101, BACKUP, '192.168.0.241'),
      frame(102, MASTER, `ethertype ARP (0x0806), length 42: Reply ${VIP} is-at ${MASTER}, length 28`),
      frame(103, MASTER, `ethertype ARP (0x0806), length 42: Request who-has ${VIP} tell 192.168.0.220, length 28`),
    ]);
    expect(measure.advertisements.map(({ priority }) => priority)).to.deep.equal([150]);
    expect(measure.announcements).to.deep.equal([
      { time: 101, mac: BACKUP },
      { time: 102, mac: MASTER },
    ]);
  });

  it('never has an outage that is shorter than the longest run of lost requests', () => {
    const spans = fc.array(fc.tuple(fc.integer({ min: 1001, max: 1090 }), fc.integer({ min: 0, max: 60 })), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(spans, (lost) => {
        const requests = paced(95, 115, ...lost.map(([at, length]): [number, number] => [at / 10, (at + length) / 10]));
        const { failover } = measured(requests);
        let [run, longest] = [0, 0];
        for (const { answered, sent } of requests.filter((one) => one.sent <= 110)) {
          run = answered === undefined && sent >= 99.7 ? run + 1 : 0;
          longest = Math.max(longest, run);
        }
        // Between the answers on both sides lie the lost ones and one interval more; at the end the second answer lacks.
        expect(failover.outageMs).to.be.at.least(longest * 100 - 1e-6);
        if (failover.outageMs !== Infinity) expect(failover.outageMs).to.be.at.most((longest + 1) * 100 + 1e-6);
        expect(failover.lost).to.equal(requests.filter((one) => one.sent <= 110 && !one.answered).length);
      }),
    );
  });

  it('does not depend on the order of the requests', () => {
    const requests = paced(95, 115, [100, 103]);
    expect(measured(requests.toReversed())).to.deep.equal(measured(requests));
  });

  describe('on what was recorded', () => {
    const cases = [
      { name: 'stop' as const, takeover: [590, 640], outage: [610, 760], zero: 'farewell' },
      { name: 'node' as const, takeover: [2609, 3700], outage: [2609, 3800], zero: 'silence' },
      { name: 'nopreempt' as const, takeover: [2609, 3700], outage: [2609, 3800], zero: 'silence' },
      { name: 'no-rules' as const, takeover: [590, 640], outage: [Infinity, Infinity], zero: 'farewell' },
    ];
    for (const { name, takeover, outage, zero } of cases) {
      it(`finds takeover and outage of ${name} where the timers put them`, () => {
        const { record } = recordedFailover(name);
        const measure = measureFailover(record, [BACKUP]);
        expect(measure.takeoverMs).to.be.within(takeover[0] ?? 0, takeover[1] ?? 0);
        expect(measure.announcedMs).to.be.within(takeover[0] ?? 0, (takeover[1] ?? 0) + 20);
        expect(measure.failover.outageMs).to.be.within(outage[0] ?? 0, outage[1] ?? 0);
        const farewells = measure.advertisements.filter(({ priority }) => priority === 0).map(({ time }) => time);
        expect(farewells.includes(measure.zero)).to.equal(zero === 'farewell');
      });
    }
  });
});
