/** Looking a virtual service up in what was seen of a director. */
import type { z } from 'zod';
import type { virtualService } from '../lab/primitives.ts';
import { nodeSeen, type Snapshot } from '../observe/snapshot.ts';
import { showEndpoint } from '../parsers/endpoint.ts';
import type { Destination, VirtualService } from '../parsers/ipvsadm-services.ts';
import { fail, type Finding } from './kind.ts';

type ServiceName = z.output<typeof virtualService>;

export function findService(snapshot: Snapshot, node: string, wanted: ServiceName): VirtualService | undefined {
  return nodeSeen(snapshot, node).ipvs?.services.find(
    ({ protocol, address, port }) => protocol === wanted.protocol && address === wanted.address && port === wanted.port,
  );
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
