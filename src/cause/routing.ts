/** Which way a node sends packets, by the routes that it has. Pure. */
import { isInSubnet, isIpv4, parseSubnet } from '../lab/address.ts';
import type { Lab, LabNode } from '../lab/lab.ts';
import type { Text } from '../lab/primitives.ts';
import { nodeSeen, type NodeSnapshot, type Snapshot } from '../observe/snapshot.ts';
import type { Route } from '../parsers/ip-json.ts';
import { interfaceToward, routerFor, showAddress } from './topology.ts';

/** Bits of the route's prefix when it covers the address. Routes of IPv6 cover none. */
function coverage({ destination, via }: Route, address: string): number | undefined {
  if (destination === 'default') return via === undefined || isIpv4(via) ? 0 : undefined;
  const subnet = parseSubnet(destination.includes('/') ? destination : `${destination}/32`);
  return subnet && isInSubnet(address, subnet) ? subnet.prefix : undefined;
}

/** What the kernel finds in table local, then in main: the longest prefix, then the smallest metric. Policy rules (ip
 * rule) are not looked at. */
export function lookUpRoute({ routes }: NodeSnapshot, address: string): Route | undefined {
  const best = (table: string): Route | undefined =>
    routes
      .filter((route) => route.table === table)
      .flatMap((route) => {
        const bits = coverage(route, address);
        return bits === undefined ? [] : [{ route, bits }];
      })
      .toSorted((a, b) => b.bits - a.bits || a.route.metric - b.route.metric)[0]?.route;
  return best('local') ?? best('main');
}

export const showRoute = (node: string, { destination, via, device, type }: Route): string =>
  `${node} ${type === 'unicast' ? '' : `${type} `}${destination}${via === undefined ? '' : ` via ${via}`}${device === undefined ? '' : ` dev ${device}`}`;

export interface WrongRoute {
  seen: Text;
  expected: Text;
  evidence: string[];
}

function said(lab: Lab, name: string, address: string, route: Route | undefined): Text {
  if (!route) return { en: `${name} has no route to ${address}`, zh: `${name} 没有到 ${address} 的路由` };
  if (route.type === 'local') {
    return { en: `${name} takes ${address} for its own address`, zh: `${name} 把 ${address} 当成了自己的地址` };
  }
  if (route.type !== 'unicast') {
    return {
      en: `${name}'s route to ${address} is of type ${route.type}`,
      zh: `${name} 到 ${address} 的路由类型是 ${route.type}`,
    };
  }
  const through = route.via === undefined ? route.device : showAddress(lab, route.via);
  return {
    en: `${name} sends to ${address} ${route.via === undefined ? 'on' : 'through'} ${through}`,
    zh: `${name} 发往 ${address} 的包走 ${through}`,
  };
}

/** Whether the node sends to the address as the lab has it; undefined when it does. */
export function wrongRoute(lab: Lab, snapshot: Snapshot, node: LabNode, address: string): WrongRoute | undefined {
  const router = routerFor(lab, node, address);
  const device = interfaceToward(lab, node, address)?.name;
  if (router === undefined || device === undefined) return undefined;
  const route = lookUpRoute(nodeSeen(snapshot, node.name), address);
  if (route?.type === 'unicast' && (route.via ?? null) === router && route.device === device) return undefined;
  return {
    seen: said(lab, node.name, address, route),
    expected:
      router === null
        ? { en: `straight out on ${device}`, zh: `直接从 ${device} 发出` }
        : { en: `through ${showAddress(lab, router)}`, zh: `经过 ${showAddress(lab, router)}` },
    evidence: route ? [showRoute(node.name, route)] : [],
  };
}
