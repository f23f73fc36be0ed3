import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Check } from '../../../src/lab/checks/kinds.ts';
import { parseLab } from '../../../src/lab/parse.ts';
import type { Server } from '../../../src/models/scheduler-rule.ts';
import { ruleOf, SCHEDULER_NAMES, type SchedulerName } from '../../../src/models/schedulers.ts';
import { parseWork } from '../../../src/models/work.ts';
import { agrees, compare, simulate, type WorkloadEvent } from '../../../src/models/workload.ts';

type SchedulerCheck = Extract<Check, { kind: 'scheduler' }>;

const parsed = parseLab(
  'schedulers',
  readFileSync(new URL('../../../labs/schedulers/lab.yaml', import.meta.url), 'utf8'),
);
const checks = ('lab' in parsed ? parsed.lab.checks : []).filter((check) => check.kind === 'scheduler');

/** Client addresses are new ones every time, which only sh looks at; a few first ones stand for all. */
const FIRST_HOSTS = [1, 20, 57, 100, 143, 180];

const permutations = <T>(items: T[]): T[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));

const eventsOf = ({ work, vips }: SchedulerCheck, firstHost: number): WorkloadEvent[] =>
  (parseWork(work) ?? []).map((item) => {
    if ('close' in item) return item;
    const { source, target } = item.open;
    return { open: { source: `192.168.0.${firstHost + source}`, destination: vips[target] ?? '' } };
  });

/** Whether a new service with the scheduler would pass the check. */
function wouldPass(check: SchedulerCheck, name: SchedulerName, table: Server[], events: WorkloadEvent[]): boolean {
  const used = ruleOf(name);
  const chosen = simulate(used, used.start(table), table, events).map((placement) => placement.chosen);
  const wanted = ruleOf(check.scheduler);
  return compare(wanted, wanted.states(table, check.vips), table, events, chosen).every(agrees);
}

/** A destination whose set has grown to all servers is served as wlc would: then the name tells. */
const ALIKE: Partial<Record<SchedulerName, string>> = { lblcr: 'wlc lblcr' };

describe('the lab of the schedulers', () => {
  it('has a check for each of the ten', () => {
    const ten = ['rr', 'wrr', 'lc', 'wlc', 'lblc', 'lblcr', 'dh', 'sh', 'sed', 'nq'];
    expect(checks.map(({ scheduler }) => scheduler)).to.have.members(ten);
  });

  for (const check of checks) {
    it(`${check.scheduler} passes its own check and none of the others does, in whatever order servers are added`, () => {
      const passing = permutations(check.servers).flatMap((order) =>
        (check.scheduler === 'sh' ? FIRST_HOSTS : [1]).map((host) => {
          const table = order.map((server) => ({ ...server, active: 0, inactive: 0 }));
          const events = eventsOf(check, host);
          return SCHEDULER_NAMES.filter((name) => wouldPass(check, name, table, events)).join(' ');
        }),
      );
      expect([...new Set(passing)]).to.deep.equal([ALIKE[check.scheduler] ?? check.scheduler]);
    });
  }
});
