/** What a script may change in a node, as lines that can be compared. Pure. */
import { isInSubnet, parseSubnet } from '../util/address.ts';
import { findNode, type Lab } from '../lab/lab.ts';
import type { NodeSnapshot } from '../probes/snapshot.ts';
import { describeDestination, describeService } from './ipvs-table.ts';

const CONFIGURED = /^net\.ipv4\.(?:ip_forward|conf\.)/;
const TIMEOUTS = 'ipvsadm --set';

/** Labels, broadcast addresses and counters are left out: they say how it was done. */
export function stateOf({ links, addresses, routes, sysctls, ipvs, rules }: NodeSnapshot): string[] {
  const { services = [], timeouts } = ipvs ?? {};
  return [
    ...links.filter(({ isUp }) => isUp).map(({ name }) => `link ${name} up`),
    ...addresses
      .filter(({ family }) => family === 'inet')
      .map(({ device, address, prefix }) => `address ${address}/${prefix} dev ${device}`),
    ...routes
      .filter(({ table, type, destination }) => table === 'main' && type === 'unicast' && !destination.includes(':'))
      .map(({ destination, via, device }) =>
        ['route', destination, ...(via === undefined ? [] : ['via', via]), 'dev', device].join(' '),
      ),
    ...Object.entries(sysctls)
      .filter(([key, value]) => CONFIGURED.test(key) && value !== '0')
      .map(([key, value]) => `${key} = ${value}`),
    ...services.flatMap((service) => {
      const name = describeService(service);
      return [name, ...service.destinations.map((one) => `${name}${describeDestination(one)}`)];
    }),
    ...(timeouts ? [`${TIMEOUTS} ${timeouts.tcpSeconds} ${timeouts.tcpFinSeconds} ${timeouts.udpSeconds}`] : []),
    ...rules.map(({ table, text }) => `iptables -t ${table} ${text}`),
  ];
}

/** The kernel keeps them until it ends, and nothing is configured by them alone. */
export const withoutTimeouts = (state: string[]): string[] => state.filter((line) => !line.startsWith(TIMEOUTS));

/** A node as the lab's topology has it, with nothing configured. */
export function freshState(lab: Lab, name: string): string[] {
  const { interfaces = [], gateway } = findNode(lab, name) ?? {};
  const rows = interfaces.map(({ name: device, network, address, prefix }) => {
    const subnet = lab.networks.find((one) => one.name === network)?.subnet ?? '';
    return { device, address, prefix, subnet };
  });
  const leads = (subnet: string): boolean => {
    const parsed = parseSubnet(subnet);
    return gateway !== undefined && parsed !== undefined && isInSubnet(gateway, parsed);
  };
  return [
    'link lo up',
    'address 127.0.0.1/8 dev lo',
    ...rows.flatMap(({ device, address, prefix, subnet }) => [
      `link ${device} up`,
      `address ${address}/${prefix} dev ${device}`,
      `route ${subnet} dev ${device}`,
      ...(leads(subnet) ? [`route default via ${gateway} dev ${device}`] : []),
    ]),
  ];
}

/** The same state with another address in place of one. */
export function moved(state: string[], from: string, to: string): string[] {
  const whole = new RegExp(`(?<![\\d.])${from.replaceAll('.', String.raw`\.`)}(?![\\d.])`, 'g');
  return state.map((line) => line.replaceAll(whole, to));
}

/** The same state, and what is there with the address is there with another one too. */
export function joined(state: string[], address: string, other: string): string[] {
  const more = moved(state, address, other);
  return [...state, ...more.filter((line, index) => line !== state[index])];
}

export interface Difference {
  missing: string[];
  left: string[];
}

/** Lines count as often as they are there: a rule twice is another state than a rule once. */
export function differenceOf(seen: string[], expected: string[]): Difference {
  const over = [...seen];
  const missing = expected.filter((line) => {
    const index = over.indexOf(line);
    if (index >= 0) over.splice(index, 1);
    return index < 0;
  });
  return { missing, left: over };
}
