import { expect } from 'chai';
import * as fc from 'fast-check';
import {
  latest,
  masterDownMs,
  predictFailover,
  earliest,
  predictRemoval,
  predictReturn,
  skewMs,
  TRIGGERS,
  type CheckerTimers,
  type VrrpTimers,
} from '../../../src/models/vrrp.ts';

const priority = fc.integer({ min: 1, max: 254 });
const timers: fc.Arbitrary<VrrpTimers> = fc.oneof(
  fc.record({
    version: fc.constant(2 as const),
    priority,
    advertIntervalMs: fc.integer({ min: 1, max: 255 }).map((seconds) => seconds * 1000),
  }),
  fc.record({
    version: fc.constant(3 as const),
    priority,
    advertIntervalMs: fc.integer({ min: 1, max: 4095 }).map((centiseconds) => centiseconds * 10),
  }),
);

describe('timers of VRRP', () => {
  // RFC 3768, 6.1: Skew_Time = (256 - Priority) / 256 seconds, Master_Down_Interval = 3 * Advertisement_Interval + it.
  // RFC 9568, 6.1: Skew_Time = ((256 - Priority) * Active_Adver_Interval) / 256, and 3 * Active_Adver_Interval + it.
  const examples: { description: string; timers: VrrpTimers; skew: number; down: number }[] = [
    // (256 - 100) / 256 s = 156/256 s; 3 * 1 s + 0.609375 s
    {
      description: 'the tutorial: version 2, priority 100, 1 s',
      timers: { version: 2, priority: 100, advertIntervalMs: 1000 },
      skew: 609.375,
      down: 3609.375,
    },
    // 106/256 s; 3 * 1 s + 0.4140625 s
    {
      description: "the tutorial's master: priority 150",
      timers: { version: 2, priority: 150, advertIntervalMs: 1000 },
      skew: 414.0625,
      down: 3414.0625,
    },
    // Version 2 measures skew in seconds, not in intervals: 156/256 s; 3 * 10 s + 0.609375 s
    {
      description: 'version 2 with 10 s has the same skew',
      timers: { version: 2, priority: 100, advertIntervalMs: 10_000 },
      skew: 609.375,
      down: 30_609.375,
    },
    // 156 * 10 s / 256; 30 s + 6.09375 s
    {
      description: 'version 3 with 10 s has ten times as much',
      timers: { version: 3, priority: 100, advertIntervalMs: 10_000 },
      skew: 6093.75,
      down: 36_093.75,
    },
    // 56 * 0.5 s / 256 = 0.109375 s; 1.5 s + it
    {
      description: 'version 3, priority 200, half a second',
      timers: { version: 3, priority: 200, advertIntervalMs: 500 },
      skew: 109.375,
      down: 1609.375,
    },
    // 2/256 s
    {
      description: 'the highest priority of a backup, 254',
      timers: { version: 2, priority: 254, advertIntervalMs: 1000 },
      skew: 7.8125,
      down: 3007.8125,
    },
    // 255/256 s
    {
      description: 'the lowest priority, 1',
      timers: { version: 2, priority: 1, advertIntervalMs: 1000 },
      skew: 996.09375,
      down: 3996.09375,
    },
    // vrrp_down_timer_adverts 2: 2 * 1 s + 0.609375 s
    {
      description: 'two advertisements in place of three',
      timers: { version: 2, priority: 100, advertIntervalMs: 1000, downTimerAdverts: 2 },
      skew: 609.375,
      down: 2609.375,
    },
  ];
  for (const { description, timers: given, skew, down } of examples) {
    it(`are those of the RFCs for ${description}`, () => {
      expect(skewMs(given)).to.equal(skew);
      expect(masterDownMs(given)).to.equal(down);
    });
  }

  it('let the higher priority wait for less, in both versions', () => {
    fc.assert(
      fc.property(timers, priority, (given, other) => {
        fc.pre(other !== given.priority);
        const [low, high] = [Math.min(other, given.priority), Math.max(other, given.priority)];
        expect(skewMs({ ...given, priority: high })).to.be.lessThan(skewMs({ ...given, priority: low }));
        expect(masterDownMs({ ...given, priority: high })).to.be.lessThan(masterDownMs({ ...given, priority: low }));
      }),
    );
  });

  it('leave room for that many advertisements and no more than one more', () => {
    fc.assert(
      fc.property(timers, fc.integer({ min: 1, max: 100 }), (given, downTimerAdverts) => {
        const down = masterDownMs({ ...given, downTimerAdverts });
        expect(down).to.be.greaterThan(downTimerAdverts * given.advertIntervalMs);
        expect(down).to.be.lessThan((downTimerAdverts + 1) * given.advertIntervalMs);
      }),
    );
  });
});

const TUTORIAL: VrrpTimers = { version: 2, priority: 100, advertIntervalMs: 1000 };

describe('predictFailover', () => {
  it('is the skew alone when the master says farewell', () => {
    const skew = { min: 609.375, max: 609.375 };
    expect(predictFailover(TUTORIAL, 'stop', false)).to.deep.equal({ takeoverMs: skew, outageMs: skew });
  });

  for (const trigger of ['kill', 'node', 'link', 'cable', 'pause'] as const) {
    it(`is up to the whole interval when the master falls silent: ${trigger}`, () => {
      const silent = { min: 2609.375, max: 3609.375 };
      expect(predictFailover(TUTORIAL, trigger, false)).to.deep.equal({ takeoverMs: silent, outageMs: silent });
    });
  }

  it('has no outage when the old master goes on answering, though the backup takes over as late', () => {
    expect(predictFailover(TUTORIAL, 'kill', true)).to.deep.equal({
      takeoverMs: { min: 2609.375, max: 3609.375 },
      outageMs: { min: 0, max: 0 },
    });
  });

  it('holds for a master that advertises steadily and falls silent at any moment', () => {
    const cases = fc.tuple(timers, fc.constantFrom(...TRIGGERS), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(cases, ([given, trigger, phase]) => {
        // The last advertisement left this long before the trigger, and started the backup's timer; or priority 0 did.
        const since = phase * given.advertIntervalMs;
        const takeover = trigger === 'stop' ? skewMs(given) : masterDownMs(given) - since;
        const { takeoverMs } = predictFailover(given, trigger, false);
        expect(takeover).to.be.within(takeoverMs.min - 1e-6, takeoverMs.max + 1e-6);
      }),
    );
  });
});

type Health = 'up' | 'refuses' | 'silent';

/**
 * keepalived's loop for one TCP_CHECK, event by event, written from the description of `retry`, `delay_before_retry`
 * and `delay_loop` in keepalived.conf(5): after a success, and after a failure with no retry left, it waits for
 * `delay_loop`, after any other failure for `delay_before_retry`. Attempts take no time, but for those that meet silence.
 * @param firstMs when the first check begins
 * @returns when the server goes out of the table and when it comes in, from 0 on
 */
function simulate(
  { delayLoopMs, retries, delayBeforeRetryMs, connectTimeoutMs }: CheckerTimers,
  healthAt: (ms: number) => Health,
  firstMs: number,
  untilMs: number,
): { isUp: boolean; atMs: number }[] {
  const changes: { isUp: boolean; atMs: number }[] = [];
  let [now, failures, isUp] = [firstMs, 0, true];
  while (now < untilMs) {
    const health = healthAt(now);
    if (health === 'silent') now += connectTimeoutMs;
    const succeeded = health === 'up';
    if (succeeded || failures >= retries) {
      if (succeeded !== isUp) changes.push({ isUp: succeeded, atMs: now });
      isUp = succeeded;
      failures = 0;
      now += delayLoopMs;
    } else {
      failures += 1;
      now += delayBeforeRetryMs;
    }
  }
  return changes;
}

const checker: fc.Arbitrary<CheckerTimers> = fc.record({
  delayLoopMs: fc.integer({ min: 100, max: 60_000 }),
  retries: fc.integer({ min: 0, max: 5 }),
  delayBeforeRetryMs: fc.integer({ min: 100, max: 20_000 }),
  connectTimeoutMs: fc.integer({ min: 100, max: 10_000 }),
});
const phase = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const dead = fc.constantFrom<Health>('refuses', 'silent');

/** The tutorial's 3.9 as keepalived 2.3 runs it: nb_get_retry is passed over, so there is one retry. */
const CHECKER: CheckerTimers = { delayLoopMs: 6000, retries: 1, delayBeforeRetryMs: 3000, connectTimeoutMs: 8000 };

describe('predictRemoval', () => {
  it('is what the tutorial comes to', () => {
    // One check, 3 s, another one; the first up to 6 s after the death.
    expect(predictRemoval(CHECKER, true)).to.deep.equal({ min: 3000, max: 9000 });
    // Both wait for 8 s.
    expect(predictRemoval(CHECKER, false)).to.deep.equal({ min: 19_000, max: 25_000 });
    expect(predictRemoval({ ...CHECKER, retries: 0 }, false)).to.deep.equal({ min: 8000, max: 14_000 });
  });

  it("holds for keepalived's loop, whenever the server dies between two checks", () => {
    fc.assert(
      fc.property(checker, dead, phase, (given, health, at) => {
        const range = predictRemoval(given, health === 'refuses');
        const [removed] = simulate(given, () => health, at * given.delayLoopMs, range.max * 2 + 1);
        expect(removed?.isUp).to.equal(false);
        expect(removed?.atMs).to.be.within(range.min - 1e-6, range.max + 1e-6);
      }),
    );
  });

  it('is met at both ends', () => {
    fc.assert(
      fc.property(checker, dead, (given, health) => {
        const range = predictRemoval(given, health === 'refuses');
        const removedAt = (at: number) => simulate(given, () => health, at, range.max * 2 + 1)[0]?.atMs;
        expect(removedAt(0)).to.be.closeTo(range.min, 1e-6);
        expect(removedAt(given.delayLoopMs)).to.be.closeTo(range.max, 1e-6);
      }),
    );
  });
});

describe('predictReturn', () => {
  it('is what the tutorial comes to', () => {
    expect(predictReturn(CHECKER, true)).to.deep.equal({ min: 0, max: 6000 });
    expect(predictReturn(CHECKER, false)).to.deep.equal({ min: 0, max: 14_000 });
  });

  it('waits for a retry that is further away than the next round', () => {
    expect(predictReturn({ ...CHECKER, delayBeforeRetryMs: 10_000 }, true).max).to.equal(10_000);
    expect(predictReturn({ ...CHECKER, delayBeforeRetryMs: 10_000, retries: 0 }, true).max).to.equal(6000);
  });

  it('asks for all URLs of HTTP_GET anew once the one that failed comes, unless it recovers fast', () => {
    expect(predictReturn({ ...CHECKER, urls: 1 }, true).max).to.equal(12_000);
    expect(predictReturn({ ...CHECKER, urls: 2 }, true).max).to.equal(18_000);
    expect(predictReturn({ ...CHECKER, urls: 2, recoversFast: true }, true).max).to.equal(6000);
    expect(predictReturn({ ...CHECKER, urls: 1, retries: 0, delayBeforeRetryMs: 10_000 }, true).max).to.equal(16_000);
  });

  it("holds for keepalived's loop, whenever the server comes back", () => {
    fc.assert(
      fc.property(checker, dead, phase, phase, (given, health, at, later) => {
        const removalMs = predictRemoval(given, health === 'refuses').max;
        const round = given.delayLoopMs + (given.retries + 1) * (given.delayBeforeRetryMs + given.connectTimeoutMs);
        const backMs = removalMs + 1 + later * 3 * round;
        const healthAt = (ms: number): Health => (ms < backMs ? health : 'up');
        const range = predictReturn(given, health === 'refuses');
        const changes = simulate(given, healthAt, at * given.delayLoopMs, backMs + range.max + 1);
        const returned = changes.find(({ isUp }) => isUp);
        expect((returned?.atMs ?? Infinity) - backMs).to.be.within(range.min, range.max + 1e-6);
      }),
    );
  });

  it('is met at its end when a retry was just missed', () => {
    const given = { delayLoopMs: 1000, retries: 1, delayBeforeRetryMs: 5000, connectTimeoutMs: 2000 };
    // Down at 9 s (2 + 5 + 2), looked at again at 10 s, silent to 12 s; back at 10.001 s, seen at 17 s.
    const changes = simulate(given, (ms) => (ms < 10_001 ? 'silent' : 'up'), 0, 30_000);
    expect(changes).to.deep.equal([
      { isUp: false, atMs: 9000 },
      { isUp: true, atMs: 17_000 },
    ]);
    expect(17_000 - 10_001).to.be.closeTo(predictReturn(given, false).max, 1);
  });
});

describe('earliest', () => {
  it('has the earlier begin and the earlier end, of whichever they are', () => {
    const ranges = [
      { min: 5, max: 10 },
      { min: 0, max: 20 },
    ];
    expect(earliest(ranges)).to.deep.equal({ min: 0, max: 10 });
  });
});

describe('latest', () => {
  it('has the later begin and the later end, of whichever they are', () => {
    const [soon, long] = [
      { min: 5, max: 10 },
      { min: 0, max: 20 },
    ];
    expect(latest([soon, long])).to.deep.equal({ min: 5, max: 20 });
    expect(latest([long, soon])).to.deep.equal({ min: 5, max: 20 });
    expect(latest([soon])).to.deep.equal(soon);
  });
});
