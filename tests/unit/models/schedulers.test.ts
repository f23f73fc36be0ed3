import { expect } from 'chai';
import { hash32 } from '../../../src/models/hash32.ts';
import type { Arrival, Server } from '../../../src/models/scheduler-rule.ts';
import { ruleOf, SCHEDULER_NAMES, type SchedulerName } from '../../../src/models/schedulers.ts';
import { agrees, compare, simulate, type WorkloadEvent } from '../../../src/models/workload.ts';

const SOURCE = '192.168.0.17';
const VIP = '192.168.0.240';

/** In the kernel's order: [weight, active, inactive] each, named a, b, c … */
const servers = (...rows: [weight: number, active?: number, inactive?: number][]): Server[] =>
  rows.map(([weight, active = 0, inactive = 0], index) => ({
    address: 'abcdef'[index] ?? '',
    weight,
    active,
    inactive,
  }));

const open = (destination = VIP, source = SOURCE): WorkloadEvent => ({ open: { source, destination } });
const opens = (count: number): WorkloadEvent[] => Array.from({ length: count }, () => open());

/** Who gets each connection of a new service, as a word: "abc". */
function played(name: SchedulerName, table: Server[], events: WorkloadEvent[]): string {
  const rule = ruleOf(name);
  return simulate(rule, rule.start(table), table, events)
    .map(({ chosen = '-' }) => chosen)
    .join('');
}

const chosenBy = (name: SchedulerName, table: Server[], arrival: Arrival): string | undefined => {
  const rule = ruleOf(name);
  return rule.choose(rule.start(table), table, arrival).server?.address;
};

describe('schedulers', () => {
  const CASES: {
    name: SchedulerName;
    description: string;
    table: Server[];
    events: WorkloadEvent[];
    expected: string;
  }[] = [
    {
      name: 'rr',
      description: 'begins with the first and goes round',
      table: servers([1], [5], [1]),
      events: opens(5),
      expected: 'abcab',
    },
    {
      name: 'rr',
      description: 'passes over weight 0',
      table: servers([1], [0], [1]),
      events: opens(4),
      expected: 'acac',
    },
    {
      name: 'rr',
      description: 'drops when no server takes connections',
      table: servers([0], [0]),
      events: opens(2),
      expected: '--',
    },
    {
      name: 'wrr',
      description: 'begins a new service with the round of weight 1',
      table: servers([1], [2]),
      events: opens(7),
      expected: 'abbabba',
    },
    {
      name: 'wrr',
      description: 'goes in steps of the common divisor',
      table: servers([2], [4]),
      events: opens(6),
      expected: 'abbabb',
    },
    {
      name: 'wrr',
      description: 'spreads 1:2:3',
      table: servers([1], [2], [3]),
      events: opens(9),
      expected: 'abccbcabc',
    },
    { name: 'wrr', description: 'drops when all weigh 0', table: servers([0], [0]), events: opens(1), expected: '-' },
    {
      name: 'lc',
      description: 'does not look at weights',
      table: servers([1], [9]),
      events: opens(4),
      expected: 'abab',
    },
    {
      name: 'lc',
      description: 'goes back to where a connection ended, 255 inactive ones below one active',
      table: servers([1, 1], [1, 0, 255]),
      events: opens(1),
      expected: 'b',
    },
    {
      name: 'lc',
      description: 'takes the first when 256 inactive ones weigh as much as one active',
      table: servers([1, 1], [1, 0, 256]),
      events: opens(1),
      expected: 'a',
    },
    {
      name: 'wlc',
      description: 'takes the first of idle servers, then by products',
      table: servers([1], [2]),
      events: opens(6),
      expected: 'abbabb',
    },
    {
      name: 'sed',
      description: 'leaves a slow server idle while a fast one is faster',
      table: servers([1], [3]),
      events: opens(4),
      expected: 'bbab',
    },
    {
      name: 'nq',
      description: 'lets nobody wait while a server is idle',
      table: servers([1], [3]),
      events: opens(4),
      expected: 'abbb',
    },
    {
      name: 'fo',
      description: 'sends all to the heaviest',
      table: servers([1], [3], [3]),
      events: opens(3),
      expected: 'bbb',
    },
    {
      name: 'ovf',
      description: 'overflows once active connections exceed the weight',
      table: servers([1], [2]),
      events: opens(6),
      expected: 'bbbaa-',
    },
  ];
  for (const { name, description, table, events, expected } of CASES) {
    it(`${name} ${description}`, () => expect(played(name, table, events)).to.equal(expected));
  }

  it('lblc keeps a destination where it is until that is overloaded, and then moves it for good', () => {
    const table = servers([2], [2]);
    expect(played('lblc', table, [...opens(4), { close: 0 }, { close: 1 }, { close: 2 }, ...opens(2)])).to.equal(
      'aaabbb',
    );
  });

  it('lblcr adds a server to the set instead, and goes back', () => {
    const table = servers([2], [2]);
    expect(played('lblcr', table, [...opens(4), { close: 0 }, { close: 1 }, { close: 2 }, ...opens(2)])).to.equal(
      'aaabab',
    );
  });

  it('lblc and lblcr keep destinations apart', () => {
    const events = [open('192.168.0.1'), open('192.168.0.2'), open('192.168.0.1'), open('192.168.0.2')];
    for (const name of ['lblc', 'lblcr'] as const) expect(played(name, servers([4], [4]), events)).to.equal('abab');
  });

  it('the hash of an address is the upper bits of its product with the golden ratio', () => {
    // 0xc0a80011 * 0x61c88647 = 0x49969053_dce8eab7
    expect(hash32('192.168.0.17', 8)).to.equal(0xdc);
    expect(hash32('192.168.0.17', 32)).to.equal(0xdce8eab7);
  });

  it('dh goes by the destination and gives each server a bucket in turn', () => {
    // 220 % 3 is 1.
    expect(chosenBy('dh', servers([9], [1], [1]), { source: SOURCE, destination: '192.168.0.17' })).to.equal('b');
    expect(chosenBy('dh', servers([0], [0], [0]), { source: SOURCE, destination: VIP })).to.equal(undefined);
  });

  it('sh goes by the source and gives each server buckets by its weight, one for weight 0', () => {
    // Its bucket is 0xdc: 220 % 4 is 0, 220 % 2 is 0.
    const arrival = { source: '192.168.0.17', destination: VIP };
    expect(chosenBy('sh', servers([3], [1]), arrival)).to.equal('a');
    expect(chosenBy('sh', servers([0], [1]), arrival)).to.equal(undefined);
  });

  for (const name of SCHEDULER_NAMES) {
    it(`${name} explains its own choices, whatever its past`, () => {
      const table = servers([2], [1], [3]);
      const destinations = ['192.168.0.1', '192.168.0.2'];
      const events = Array.from({ length: 12 }, (_, index) => open(destinations[index % 2], `192.168.0.${index + 3}`));
      const rule = ruleOf(name);
      for (const state of rule.states(table, destinations).filter((_, index) => index % 9 === 0)) {
        const chosen = simulate(rule, state, table, events).map((placement) => placement.chosen);
        expect(compare(rule, rule.states(table, destinations), table, events, chosen).every(agrees)).to.equal(true);
      }
    });
  }

  it('a choice that no state explains disagrees, and the counts go on from it', () => {
    const table = servers([1], [1]);
    const rule = ruleOf('lc');
    const placements = compare(rule, [undefined], table, opens(3), ['a', 'a', 'b']);
    expect(placements.map(({ predicted }) => predicted.join(''))).to.deep.equal(['a', 'b', 'b']);
    expect(placements.map(agrees)).to.deep.equal([true, false, true]);
  });
});
