/** Looking a virtual service up in what was seen of a director. */
import type { Text } from '../lab/primitives.ts';
import type { CarriedSeen, Probes } from '../probes/probes.ts';
import { nodeSeen, type Snapshot } from '../probes/snapshot.ts';
import { showEndpoint } from '../parsers/endpoint.ts';
import type { Destination, VirtualService } from '../parsers/ipvsadm-services.ts';
import { carriersOf, isBypassed } from './carriers.ts';
import { fail, type Finding, type Seen } from './kind.ts';
import type { Carried, ServiceName } from '../lab/checks/ipvs.ts';

export function findService(snapshot: Snapshot, node: string, wanted: ServiceName): VirtualService | undefined {
  return nodeSeen(snapshot, node).ipvs?.services.find(
    ({ protocol, address, port }) => protocol === wanted.protocol && address === wanted.address && port === wanted.port,
  );
}

export const observeCarried = async (
  { node, service, from }: Carried,
  probes: Probes,
): Promise<CarriedSeen | undefined> =>
  from === undefined || service.protocol !== 'tcp'
    ? undefined
    : probes.carried({ from, director: node, address: service.address, port: service.port });

/**
 * The services that carried requests where some did, and otherwise the one of this name; with a line for each that has another
 * name, since a reader looks for that in vain.
 */
export function servicesUsed(
  { node, service }: Carried,
  { snapshot, observed }: Pick<Seen<CarriedSeen | undefined>, 'snapshot' | 'observed'>,
): { services: VirtualService[]; evidence: string[] } {
  const named = findService(snapshot, node, service);
  const carriers = observed ? carriersOf(service, observed) : [];
  if (carriers.length === 0) return { services: named ? [named] : [], evidence: [] };
  const others = carriers.map(describeService).filter((one) => !named || one !== describeService(named));
  return { services: carriers, evidence: others.map((one) => `new clients' requests went through ${one}`) };
}

/** Why what the table says means nothing; undefined: it may mean something. */
export function whyUnused(
  { node, service, from }: Carried,
  { observed }: Pick<Seen<CarriedSeen | undefined>, 'observed'>,
): Text | undefined {
  if (!observed || !isBypassed(observed)) return undefined;
  const at = `${service.address}:${service.port}`;
  return {
    en: `requests of ${from} to ${at} are accepted, and none goes through IPVS: something on ${node} takes them before it does`,
    zh: `${from} 对 ${at} 的请求得到了应答，却没有一个经过 IPVS：${node} 上有别的东西抢在它之前`,
  };
}

export const serviceName = (service: ServiceName): string =>
  `${service.protocol.toUpperCase()} ${showEndpoint(service)}`;

export function describeService(service: VirtualService): string {
  const { protocol, mark, family, scheduler, flags, persistenceSeconds, persistenceMask } = service;
  const name =
    protocol === 'fwm'
      ? `FWM ${mark}${family === undefined ? '' : ' IPv6'}`
      : `${protocol.toUpperCase()} ${showEndpoint(service)}`;
  const settings = [
    ...(flags.length > 0 ? [`(${flags.join(',')})`] : []),
    ...(persistenceSeconds === undefined ? [] : [`persistent ${persistenceSeconds}`]),
    ...(persistenceMask === undefined ? [] : [`mask ${persistenceMask}`]),
  ];
  return [name, scheduler, ...settings].join(' ');
}

/** As reasons name it: by its name only when it is not the one that the lab asks for. */
export const nameUsed = (used: VirtualService, { address, port }: ServiceName): Text =>
  used.address === address && used.port === port
    ? { en: 'the service', zh: '该服务' }
    : {
        en: `the service that the requests go through (${describeService(used)})`,
        zh: `请求实际经过的服务（${describeService(used)}）`,
      };

export const describeDestination = ({ method, weight, ...endpoint }: Destination): string =>
  `  -> ${showEndpoint(endpoint)} ${method} weight ${weight}`;

const table = (snapshot: Snapshot, node: string): string[] =>
  (nodeSeen(snapshot, node).ipvs?.services ?? []).flatMap((service) => [
    describeService(service),
    ...service.destinations.map(describeDestination),
  ]);

/** The finding for a service that is not there, with what is there instead. */
export function noSuchService(snapshot: Snapshot, node: string, wanted: ServiceName): Finding {
  if (!nodeSeen(snapshot, node).ipvs) {
    return fail({
      en: `ip_vs is not loaded on ${node}: no ipvsadm command has been run there`,
      zh: `${node} 上还没有加载 ip_vs：还没有在那里执行过 ipvsadm`,
    });
  }
  const others = table(snapshot, node);
  const name = serviceName(wanted);
  return fail(
    {
      en: `${node} has no virtual service ${name}${others.length === 0 ? ': its table is empty' : ''}`,
      zh: `${node} 上没有虚拟服务 ${name}${others.length === 0 ? '：ipvs 表是空的' : ''}`,
    },
    ...others,
  );
}
