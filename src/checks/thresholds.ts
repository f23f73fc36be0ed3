/** Real servers that take no more connections than their upper threshold allows. Pure. */
import { showEndpoint } from '../parsers/endpoint.ts';
import type { ServiceWith, Threshold, VirtualService } from '../parsers/ipvsadm-services.ts';

export const connectionsOf = ({ activeConnections, inactiveConnections }: Threshold): number =>
  activeConnections + inactiveConnections;

/** Once full, a server gets connections again below the lower threshold, or below three quarters of the upper one. */
const isFull = (one: Threshold): boolean =>
  one.upper > 0 && connectionsOf(one) >= (one.lower > 0 ? one.lower : (one.upper * 3) / 4);

/** All that the service sends to, where all of them are full; none where one takes more. */
export function fullOf(service: VirtualService, tables: ServiceWith<Threshold>[]): Threshold[] {
  const table = tables.find(
    ({ protocol, address, port, mark }) =>
      protocol === service.protocol && address === service.address && port === service.port && mark === service.mark,
  );
  const full = (table?.destinations ?? []).filter(isFull);
  const taking = service.destinations.filter(({ weight }) => weight > 0);
  const isAll = taking.every(({ address, port }) => full.some((one) => one.address === address && one.port === port));
  return taking.length > 0 && isAll ? full : [];
}

export const showFull = (full: Threshold[]): string =>
  full.map((one) => `${showEndpoint(one)} ${connectionsOf(one)} of ${one.upper}`).join(', ');
