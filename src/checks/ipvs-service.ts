import type { Text } from '../lab/primitives.ts';
import type { CarriedSeen } from '../probes/probes.ts';
import type { VirtualService } from '../parsers/ipvsadm-services.ts';
import { describeService, nameUsed, noSuchService, observeCarried, servicesUsed, whyUnused } from './ipvs-table.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'ipvs-service'>;

function judgeOne(
  { node, scheduler, persistenceSeconds, orLonger }: Parameters,
  found: VirtualService,
  name: Text,
): Text | undefined {
  if (scheduler !== undefined && found.scheduler !== scheduler) {
    return {
      en: `${name.en} on ${node} uses the scheduler ${found.scheduler}, expected ${scheduler}`,
      zh: `${node} 上${name.zh}的调度算法是 ${found.scheduler}，应为 ${scheduler}`,
    };
  }
  const seconds = found.persistenceSeconds ?? null;
  if (persistenceSeconds === undefined || seconds === persistenceSeconds) return undefined;
  if (orLonger && seconds !== null && seconds > (persistenceSeconds ?? Infinity)) return undefined;
  return {
    en: `${name.en} on ${node} is ${seconds === null ? 'not persistent' : `persistent for ${seconds} s`}, expected ${persistenceSeconds === null ? 'no persistence' : `${persistenceSeconds} s (-p ${persistenceSeconds})`}`,
    zh: `${node} 上${name.zh}${seconds === null ? '没有会话保持' : `的会话保持为 ${seconds} 秒`}，应为${persistenceSeconds === null ? '不保持' : ` ${persistenceSeconds} 秒 (-p ${persistenceSeconds})`}`,
  };
}

export const kind: CheckKind<Parameters, CarriedSeen | undefined> = {
  observe: observeCarried,
  alsoUnobserved: true,
  judge(parameters, { snapshot, observed }) {
    const { node, service } = parameters;
    const { services, evidence } = servicesUsed(parameters, { snapshot, observed });
    if (services.length === 0) return noSuchService(snapshot, node, service);
    const unused = whyUnused(parameters, { observed });
    const lines = [...services.map(describeService), ...evidence];
    if (unused) return fail(unused, ...lines);
    for (const found of services) {
      const reason = judgeOne(parameters, found, nameUsed(found, service));
      if (reason) return fail(reason, ...lines);
    }
    return pass(...lines);
  },
};
