import type { Text } from '../lab/primitives.ts';
import type { CarriedSeen } from '../probes/probes.ts';
import { showEndpoint } from '../parsers/endpoint.ts';
import type { Destination, VirtualService } from '../parsers/ipvsadm-services.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';
import {
  describeDestination,
  describeService,
  noSuchService,
  observeCarried,
  servicesUsed,
  whyUnused,
} from './ipvs-table.ts';
import { fail, pass, type CheckKind } from './kind.ts';

type Parameters = CheckOf<'ipvs-destinations'>;
type Wanted = Parameters['destinations'][number];

const OPTION = { dr: '-g', nat: '-m', tun: '-i', local: 'local' } as const;

function judgeOne(found: Destination | undefined, wanted: Wanted, method: Parameters['method']): Text | undefined {
  const name = `${wanted.address}:${wanted.port}`;
  if (!found) return { en: `the service has no real server ${name}`, zh: `该服务中没有真实服务器 ${name}` };
  if (found.method !== method) {
    return {
      en: `${name} is forwarded by ${found.method} (${OPTION[found.method]}), expected ${method} (${OPTION[method]})`,
      zh: `${name} 的转发方式是 ${found.method} (${OPTION[found.method]})，应为 ${method} (${OPTION[method]})`,
    };
  }
  if (wanted.weight === undefined ? found.weight === 0 : found.weight !== wanted.weight) {
    return {
      en: `${name} has weight ${found.weight}, expected ${wanted.weight ?? 'more than 0'}${found.weight === 0 ? ' (0 takes no new connection)' : ''}`,
      zh: `${name} 的权重是 ${found.weight}，应为 ${wanted.weight ?? '大于 0'}${found.weight === 0 ? '（权重 0 不接受新连接）' : ''}`,
    };
  }
  return undefined;
}

/** Port 0, which a service by firewall mark may have, leaves the port of the request. */
const isSame = (wanted: Wanted, seen: Destination, servicePort: number): boolean =>
  seen.address === wanted.address && (seen.port === 0 ? servicePort : seen.port) === wanted.port;

function complainOf({ service, method, destinations }: Parameters, found: VirtualService): Text | undefined {
  const isOne = (wanted: Wanted, seen: Destination): boolean => isSame(wanted, seen, service.port);
  for (const wanted of destinations) {
    const seen = found.destinations.find((one) => isOne(wanted, one));
    const problem = judgeOne(seen, wanted, method);
    if (problem) return problem;
  }
  const extra = found.destinations.find((seen) => !destinations.some((wanted) => isOne(wanted, seen)));
  return (
    extra && {
      en: `the service also sends to ${showEndpoint(extra)}, which is no real server of this lab`,
      zh: `该服务还会转发到 ${showEndpoint(extra)}，它不是本实验的真实服务器`,
    }
  );
}

export const kind: CheckKind<Parameters, CarriedSeen | undefined> = {
  observe: observeCarried,
  alsoUnobserved: true,
  judge(parameters, { snapshot, observed }) {
    const { node, service } = parameters;
    const used = servicesUsed(parameters, { snapshot, observed });
    if (used.services.length === 0) return noSuchService(snapshot, node, service);
    const table = used.services.flatMap((one) => [describeService(one), ...one.destinations.map(describeDestination)]);
    const unused = whyUnused(parameters, { observed });
    if (unused) return fail(unused, ...table, ...used.evidence);
    const [reason] = used.services.flatMap((one) => complainOf(parameters, one) ?? []);
    return reason ? fail(reason, ...table, ...used.evidence) : pass(...table, ...used.evidence);
  },
};
