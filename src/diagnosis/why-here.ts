/** Why a packet went where it went: the line of IPVS, the route and the ARP entry by which a node sent it, and who accepts it. Pure. */
import { isInSubnet, parseSubnet } from '../util/address.ts';
import type { StoryHop } from '../models/story.ts';
import type { Route } from '../parsers/ip-json.ts';
import type { Destination, VirtualService } from '../parsers/ipvsadm-services.ts';
import { hasMac, type NodeSnapshot, type Snapshot } from '../probes/snapshot.ts';

export interface Why {
  node: string;
  kind: 'ipvs' | 'route' | 'arp' | 'address';
  /** As the tool prints the entry that decided. */
  text: string;
}

const METHODS = { dr: 'Route', nat: 'Masq', tun: 'Tunnel', local: 'Local' } as const;

interface Chosen {
  service: VirtualService;
  destination: Destination;
}

/** The line by which a director passed on what it got: by where the packet went. */
function lineOf(snapshot: Snapshot, seen: NodeSnapshot, got: StoryHop, sent: StoryHop): Chosen | undefined {
  const [before, after] = [got.frame.header, sent.frame.header];
  if (!before || !after) return undefined;
  const isSentTo = ({ method, address }: Destination): boolean => {
    if (method !== 'dr') return after.destination === address;
    const owner = Object.keys(snapshot).find((node) => hasMac(snapshot, node, sent.frame.destinationMac));
    return owner !== undefined && (snapshot[owner]?.addresses ?? []).some((one) => one.address === address);
  };
  const services = (seen.ipvs?.services ?? []).filter(
    ({ address, port, protocol }) =>
      protocol === 'fwm' || (address === before.destination && (port === before.destinationPort || port === 0)),
  );
  return services.flatMap((service) => {
    const destination = service.destinations.find(isSentTo);
    return destination ? [{ service, destination }] : [];
  })[0];
}

// TCP 192.168.0.240:80 rr -> 192.168.0.223:80 Route 1
function showLine({ service, destination }: Chosen): string {
  const { protocol, address, port, mark, scheduler } = service;
  const name = protocol === 'fwm' ? `FWM ${mark ?? 0}` : `${protocol.toUpperCase()} ${address}:${port}`;
  const { address: real, port: realPort, method, weight } = destination;
  return `${name} ${scheduler} -> ${real}:${realPort} ${METHODS[method]} ${weight}`;
}

const prefixOf = ({ destination }: Route): number => {
  if (destination === 'default') return 0;
  return Number(destination.split('/')[1] ?? 32);
};

const covers = ({ destination }: Route, address: string): boolean => {
  if (destination === 'default') return true;
  const subnet = parseSubnet(destination.includes('/') ? destination : `${destination}/32`);
  return subnet !== undefined && isInSubnet(address, subnet);
};

/** The most specific one of the main table; of those the one with the least metric. */
const routeOf = ({ routes }: NodeSnapshot, address: string): Route | undefined =>
  routes
    .filter((route) => route.table === 'main' && covers(route, address))
    .toSorted((a, b) => prefixOf(b) - prefixOf(a) || a.metric - b.metric)[0];

const showRoute = ({ destination, via, device }: Route): string =>
  [destination, ...(via === undefined ? [] : ['via', via]), ...(device === undefined ? [] : ['dev', device])].join(' ');

/** @param before the hop before, of the same packet. @returns nothing for ARP, and for a node that is not in the snapshot */
export function whyHere(snapshot: Snapshot, hop: StoryHop, before: StoryHop | undefined): Why[] {
  const { from, to, frame } = hop;
  const { header, destinationMac } = frame;
  const seen = from && snapshot[from.node];
  if (!header || !seen) return [];
  const node = from.node;
  const line = before && lineOf(snapshot, seen, before, hop);
  const target = line?.destination.method === 'dr' ? line.destination.address : header.destination;
  const route = routeOf(seen, target);
  const entry = seen.neighbours.find(
    ({ address, mac, device }) =>
      mac === destinationMac && device === from.device && address === (route?.via ?? target),
  );
  const accepted = to.flatMap(({ node: name }) =>
    (snapshot[name]?.addresses ?? [])
      .filter(({ address }) => address === header.destination)
      .slice(0, 1)
      .map(({ address, prefix, device }): Why => ({
        node: name,
        kind: 'address',
        text: `${address}/${prefix} dev ${device}`,
      })),
  );
  return [
    ...(line ? [{ node, kind: 'ipvs' as const, text: showLine(line) }] : []),
    ...(route ? [{ node, kind: 'route' as const, text: showRoute(route) }] : []),
    ...(entry
      ? [
          {
            node,
            kind: 'arp' as const,
            text: `${entry.address} dev ${entry.device} lladdr ${destinationMac} ${entry.states.join(',')}`,
          },
        ]
      : []),
    ...accepted,
  ];
}
