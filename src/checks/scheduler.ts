import { ruleOf } from '../models/schedulers.ts';
import { agrees, compare, type Placement } from '../models/workload.ts';
import type { WorkloadSeen } from '../probes/results.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import { describeWork, noWork, observeWork, serverName } from './offered-work.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'scheduler'>;

/** The rule's view of each connection; undefined when the service has other servers. */
function placementsOf({ scheduler, servers, vips }: Parameters, seen: WorkloadSeen): Placement[] | undefined {
  const table = (seen.service?.destinations ?? []).flatMap((found) => {
    const wanted = servers.find((one) => one.address === found.address);
    const { activeConnections: active, inactiveConnections: inactive } = found;
    return wanted ? [{ ...wanted, active, inactive }] : [];
  });
  if (table.length !== servers.length || table.length !== seen.service?.destinations.length) return undefined;
  const rule = ruleOf(scheduler);
  return compare(rule, rule.states(table, vips), table, seen.events, seen.chosen);
}

/** Servers whose weight in the table is another than the check's. */
const otherWeights = ({ servers }: Parameters, { service }: WorkloadSeen): [string, number][] =>
  (service?.destinations ?? [])
    .filter((found) => servers.some((one) => one.address === found.address && one.weight !== found.weight))
    .map(({ address: at, weight }) => [at, weight]);

export const kind: CheckKind<Parameters, WorkloadSeen> = {
  observe: observeWork,
  judge(parameters, { lab, observed }) {
    const nothing = noWork(parameters, observed, lab);
    if (nothing) return nothing;
    const { director, scheduler, servers } = parameters;
    const placements = placementsOf(parameters, observed);
    if (!placements) {
      const has = (observed.service?.destinations ?? []).map((one) => serverName(lab, one.address)).join(', ') || '-';
      const wanted = servers.map((one) => serverName(lab, one.address)).join(', ');
      return fail({
        en: `the service on ${director} sends to ${has}, expected ${wanted}`,
        zh: `${director} 上该服务的真实服务器是 ${has}，应为 ${wanted}`,
      });
    }
    const names = (addresses: string[]): string =>
      addresses.map((one) => serverName(lab, one)).join(' or ') || 'nobody';
    const evidence = describeWork(
      lab,
      observed,
      placements.map(({ predicted }) => `${scheduler}: ${names(predicted)}`),
    );
    const wrong = placements.findIndex((placement) => !agrees(placement));
    const placement = placements[wrong];
    const used = observed.service?.scheduler;
    if (!placement && used !== scheduler) {
      return fail(
        {
          en: `${scheduler} could have made the same choices, but the service on ${director} uses ${used}`,
          zh: `${scheduler} 也可能这样选择，但 ${director} 上该服务用的是 ${used}`,
        },
        ...evidence,
      );
    }
    if (!placement) return pass(...evidence);
    const others = otherWeights(parameters, observed).map(([at, weight]) => `${serverName(lab, at)} ${weight}`);
    const note =
      others.length === 0
        ? { en: '', zh: '' }
        : { en: `; the weights are others: ${others.join(', ')}`, zh: `；实际的权重不同：${others.join('、')}` };
    const got = serverName(lab, placement.chosen ?? '');
    const expected = placement.predicted.map((one) => serverName(lab, one));
    return fail(
      {
        en: `${director} gave connection ${wrong + 1} to ${got}; with these servers and weights ${scheduler} gives it to ${expected.join(' or ')}${note.en}`,
        zh: `${director} 把第 ${wrong + 1} 个连接给了 ${got}；对于这些服务器和权重，${scheduler} 会给 ${expected.join(' 或 ')}${note.zh}`,
      },
      ...evidence,
    );
  },
};
