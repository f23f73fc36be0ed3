import type { Text } from '../lab/primitives.ts';
import type { WorkloadSeen } from '../probes/results.ts';
import { delaysOf, keptApart, sharesOf, type Share } from '../models/effects.ts';
import { describeService } from './ipvs-table.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import { describeWork, noWork, observeWork, serverName } from './offered-work.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'workload'>;

/** Why the goals are not reached; undefined when they are. */
function missed(parameters: Parameters, seen: WorkloadSeen, name: (at: string) => string): Text | undefined {
  const { servers, within, held, longestDelay, sticky } = parameters;
  const off = sharesOf(servers, seen, held).find(
    (share: Share) => Math.abs(share.count - share.fair) > (within ?? Infinity),
  );
  if (off) {
    const fair = Number(off.fair.toFixed(1));
    return {
      en: `${name(off.address)} has ${off.count} of the connections${held ? ' that are left' : ''}, its share is ${fair}`,
      zh: `${name(off.address)} 有${held ? '剩下的' : ''}连接中的 ${off.count} 个，应有的份额是 ${fair}`,
    };
  }
  const longest = delaysOf(servers, seen).reduce((most, one) => (one.delay > most.delay ? one : most));
  if (longestDelay !== undefined && longest.delay > longestDelay) {
    return {
      en: `connection ${longest.number} waits ${longest.delay.toFixed(2)} on ${name(longest.address)}, at most ${longestDelay} is needed`,
      zh: `第 ${longest.number} 个连接在 ${name(longest.address)} 上要等 ${longest.delay.toFixed(2)}，应当不超过 ${longestDelay}`,
    };
  }
  const split = sticky && keptApart(seen, sticky);
  if (split) {
    const got = split.servers.map(name);
    if (split.key === undefined) {
      return { en: `${got.join(', ')} got everything`, zh: `所有连接都给了 ${got.join('、')}` };
    }
    return {
      en: `${sticky} ${split.key} was served by ${got.join(' and ')}, expected one server`,
      zh: `${sticky === 'source' ? '源地址' : '目的地址'} ${split.key} 由 ${got.join(' 和 ')} 处理，应当只有一台`,
    };
  }
  return undefined;
}

export const kind: CheckKind<Parameters, WorkloadSeen> = {
  observe: observeWork,
  judge(parameters, { lab, observed }) {
    const nothing = noWork(parameters, observed, lab);
    if (nothing) return nothing;
    const name = (at: string): string => serverName(lab, at);
    const evidence = describeWork(lab, observed);
    const foreign = observed.chosen.find((one) => !parameters.servers.some(({ address: at }) => at === one));
    if (foreign !== undefined) {
      return fail(
        { en: `${name(foreign)} is no server for this work`, zh: `${name(foreign)} 不是承担这项工作的服务器` },
        ...evidence,
      );
    }
    const missing = missed(parameters, observed, name);
    const by = observed.service && describeService(observed.service);
    const reason = missing && { en: `${missing.en}; the service is ${by}`, zh: `${missing.zh}；服务是 ${by}` };
    return reason ? fail(reason, ...evidence) : pass(...evidence);
  },
};
