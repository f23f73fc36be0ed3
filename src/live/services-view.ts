/** The IPVS table of a director with its counters, as the page shows it. Pure. */
import type { MachineView } from '../contract/views.ts';
import type { Lab } from '../lab/lab.ts';
import type { StatsRow } from '../parsers/ipvsadm-counters.ts';
import type { Destination, VirtualService } from '../parsers/ipvsadm-services.ts';

type ServiceView = NonNullable<MachineView['ipvs']>['services'][number];

const endpointText = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

/** As ipvsadm names it in all of its tables: `TCP 192.168.0.240:80`, `FWM 1`, `FWM 2 IPv6`. */
function nameOf({ protocol, address, port, mark, family }: VirtualService): string {
  if (protocol === 'fwm') return `FWM ${mark ?? 0}${family === 'inet6' ? ' IPv6' : ''}`;
  return `${protocol.toUpperCase()} ${endpointText(address, port)}`;
}

function destinationOf(lab: Lab, one: Destination, counted: StatsRow | undefined): ServiceView['destinations'][number] {
  const { address, port, method, weight, activeConnections, inactiveConnections } = one;
  const node = lab.nodes.find(({ interfaces }) => interfaces.some((own) => own.address === address))?.name;
  return {
    endpoint: endpointText(address, port),
    ...(node !== undefined && { node }),
    method,
    weight,
    active: activeConnections,
    inactive: inactiveConnections,
    connections: counted?.connections ?? 0,
    packets: counted?.packetsIn ?? 0,
    bytes: counted?.bytesIn ?? 0,
  };
}

/** @param stats rows of `ipvsadm -Ln --stats`, which may be from a moment before or after the services */
export const servicesOf = (lab: Lab, services: VirtualService[], stats: StatsRow[]): ServiceView[] =>
  services.map((service) => {
    const name = nameOf(service);
    const rows = stats.filter((row) => row.service === name);
    return {
      name,
      scheduler: service.scheduler,
      flags: service.flags,
      ...(service.persistenceSeconds !== undefined && { persistenceSeconds: service.persistenceSeconds }),
      connections: rows.find(({ destination }) => destination === undefined)?.connections ?? 0,
      destinations: service.destinations.map((one) =>
        destinationOf(
          lab,
          one,
          rows.find(({ destination }) => destination === endpointText(one.address, one.port)),
        ),
      ),
    };
  });
