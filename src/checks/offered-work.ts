/** What the kinds share that offer work to a virtual service and look at who got it. */
import type { Lab } from '../lab/lab.ts';
import { parseWork } from '../models/work.ts';
import type { Probes } from '../probes/probes.ts';
import type { WorkloadSeen } from '../probes/results.ts';
import { describeService } from './ipvs-table.ts';
import { fullOf, showFull } from './thresholds.ts';
import { fail, type Finding } from './kind.ts';
import type { WorkParameters } from '../lab/checks/load.ts';

export const observeWork = (parameters: WorkParameters, probes: Probes): Promise<WorkloadSeen> => {
  const { director, from, vips, port: at, mark, sources, work } = parameters;
  return probes.workload({ director, from, vips, port: at, mark, sources, work: parseWork(work) ?? [] });
};

/** The name of the node that has the address. */
export const serverName = (lab: Lab, at: string): string =>
  lab.nodes.find(({ interfaces }) => interfaces.some((one) => one.address === at))?.name ?? at;

/** One line a connection: who got it, and what else is to be said about it. */
export function describeWork(lab: Lab, { service, events, chosen }: WorkloadSeen, notes: string[] = []): string[] {
  const lines = service ? [describeService(service)] : [];
  let number = 0;
  for (const event of events) {
    if ('close' in event) {
      lines.push(`   connection ${event.close + 1} ends`);
    } else {
      const { source, destination } = event.open;
      const got = chosen[number];
      const note = notes[number] === undefined ? '' : `, ${notes[number]}`;
      number += 1;
      lines.push(
        `${String(number).padStart(2)} ${source} > ${destination}: ${got ? serverName(lab, got) : 'nobody'}${note}`,
      );
    }
  }
  return lines;
}

/** Why nothing can be said about who got the connections; undefined when something can. */
export function noWork(
  { director, from, vips, port: at, mark }: WorkParameters,
  seen: WorkloadSeen,
  lab: Lab,
): Finding | undefined {
  const { service, events, chosen, isCalm } = seen;
  const unanswered = seen.lost === undefined ? undefined : chosen[seen.lost];
  const name = mark === undefined ? `TCP ${vips[0]}:${at}` : `FWM ${mark}`;
  if (!service) {
    return fail({
      en: `${director} has no virtual service ${name}`,
      zh: `${director} 上没有虚拟服务 ${name}`,
    });
  }
  if (seen.lost !== undefined && unanswered !== undefined) {
    return fail(
      {
        en: `${unanswered} did not accept connection ${seen.lost + 1} of ${from}, which ${director} gave to it`,
        zh: `${unanswered} 没有接受 ${from} 的第 ${seen.lost + 1} 个连接，${director} 已经把它分给了这台服务器`,
      },
      describeService(service),
    );
  }
  const lost = chosen.indexOf(undefined);
  if (lost >= 0) {
    const opened = events.flatMap((event) => ('open' in event ? [event.open] : []));
    const to = `${opened[lost]?.destination}:${at}`;
    const full = fullOf(service, seen.thresholds ?? []);
    const why =
      full.length === 0
        ? { en: '', zh: '' }
        : {
            en: `: its real servers have as many as their upper threshold allows: ${showFull(full)}`,
            zh: `：真实服务器的连接数已到上限：${showFull(full)}`,
          };
    return fail(
      {
        en: `connection ${lost + 1} of ${from} to ${to} got no server from the service ${name} of ${director}${why.en}`,
        zh: `${from} 到 ${to} 的第 ${lost + 1} 个连接没有从 ${director} 的服务 ${name} 得到服务器${why.zh}`,
      },
      describeService(service),
    );
  }
  if (seen.shared) {
    const names = seen.shared.map(describeService);
    return fail(
      {
        en: `the connections went through several services of ${director}: ${names.join(', ')}; expected one`,
        zh: `这些连接经过了 ${director} 的几个服务：${names.join('、')}；应当只有一个`,
      },
      ...describeWork(lab, seen),
    );
  }
  if (!isCalm) {
    return fail({
      en: `the service ${name} of ${director} was used by others during the test: try again`,
      zh: `测试期间还有别人在使用 ${director} 的服务 ${name}：请再试一次`,
    });
  }
  return undefined;
}
