/** Which way a node sends packets: as its kernel said when it was asked, or else by the routes that it has. Pure. */
import { effectiveSysctl } from '../checks/sysctl.ts';
import { isInSubnet, isIpv4, parseSubnet } from '../util/address.ts';
import type { Lab, LabNode } from '../lab/lab.ts';
import type { Text } from '../lab/primitives.ts';
import type { RouteQuestion, RouteSaid } from '../probes/follow.ts';
import { nodeSeen, type NodeSnapshot } from '../probes/snapshot.ts';
import type { Route } from '../parsers/ip-json.ts';
import type { Sight } from './hop.ts';
import { REVERSE_PATH, riseOf } from './counters.ts';
import { interfaceToward, routerFor, showAddress } from './topology.ts';

/** Bits of the route's prefix when it covers the address. Routes of IPv6 cover none. */
function coverage({ destination, via }: Route, address: string): number | undefined {
  if (destination === 'default') return via === undefined || isIpv4(via) ? 0 : undefined;
  const subnet = parseSubnet(destination.includes('/') ? destination : `${destination}/32`);
  return subnet && isInSubnet(address, subnet) ? subnet.prefix : undefined;
}

/** What the kernel finds in table local, then in main: the longest prefix, then the smallest metric. Rules of policy routing
 * are not looked at. */
export function lookUpRoute({ routes }: Pick<NodeSnapshot, 'routes'>, address: string): Route | undefined {
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

/** What the kernel would do with the packet. */
type Found = Pick<Route, 'type' | 'via' | 'device'>;

function said(lab: Lab, name: string, address: string, route: Found | undefined): Text {
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

/** What the kernel has no way for: routes of these types, and none at all. */
const REFUSALS: readonly (readonly [RegExp, Text])[] = [
  [/Network is unreachable/, { en: 'there is no route', zh: '没有路由' }],
  [/Invalid cross-device link/, { en: 'rp_filter drops what comes from there', zh: 'rp_filter 丢弃来自那里的包' }],
  [/Permission denied/, { en: 'a route or rule of type prohibit', zh: 'prohibit 类型的路由或规则' }],
  [/No route to host/, { en: 'a route of type unreachable', zh: 'unreachable 类型的路由' }],
];

const NO_UNICAST = new Set(['blackhole', 'prohibit', 'unreachable', 'throw']);
const USUAL_RULE =
  /^(?:0:\s*from all lookup (?:local|255)|32766:\s*from all lookup (?:main|254)|32767:\s*from all lookup (?:default|253))$/;

/** Rules and routes that are not the usual ones, for evidence. */
function policyOf({ snapshot, followed }: Sight, name: string, address: string): string[] {
  const rules = (followed?.nodes[name]?.after.routeRules ?? []).filter((rule) => !USUAL_RULE.test(rule));
  const routes = nodeSeen(snapshot, name).routes.filter(
    (route) => (NO_UNICAST.has(route.type) || /^\d+$/.test(route.table)) && coverage(route, address) !== undefined,
  );
  return [
    ...rules.map((rule) => `${name} ip rule ${rule}`),
    ...routes.map((route) => `${showRoute(name, route)} table ${route.table}`),
  ];
}

/** The kernel says the same of a black hole, of a source that cannot be right, and of one that rp_filter refuses. */
function whyInvalid({ question }: RouteSaid, policy: string[], isStrict: boolean): Text | undefined {
  if (policy.some((line) => / blackhole\b/.test(line))) {
    return { en: 'a route or rule of type blackhole', zh: 'blackhole 类型的路由或规则' };
  }
  const { from, input } = question;
  return isStrict
    ? {
        en: `rp_filter on ${input} is 1, and the way back to ${from} is another device`,
        zh: `${input} 上的 rp_filter 为 1，而回到 ${from} 的路走的是另一块网卡`,
      }
    : undefined;
}

function refused(name: string, address: string, answer: RouteSaid, policy: string[], isStrict: boolean): Text {
  const { text } = answer;
  const none = { en: `${name} has no way to ${address}`, zh: `${name} 没有到 ${address} 的路由` };
  const invalid = text.includes('Invalid argument') ? whyInvalid(answer, policy, isStrict) : undefined;
  if (invalid) return { en: `${none.en}: ${invalid.en}`, zh: `${none.zh}：${invalid.zh}` };
  const isByRule = /unreachable/.test(text) && policy.some((line) => / unreachable\b/.test(line));
  const [, why] = isByRule
    ? ['', { en: 'a rule of type unreachable', zh: 'unreachable 类型的策略规则' }]
    : (REFUSALS.find(([pattern]) => pattern.test(text)) ?? []);
  return why ? { en: `${none.en}: ${why.en}`, zh: `${none.zh}：${why.zh}` } : none;
}

/** Strict by its setting, and counted by its kernel. */
function isStrictAt({ snapshot, followed }: Sight, name: string, device: string | undefined): boolean {
  const { sysctls } = nodeSeen(snapshot, name);
  const seen = followed?.nodes[name];
  const isCounted = seen !== undefined && riseOf(seen, REVERSE_PATH) > 0;
  return isCounted && device !== undefined && effectiveSysctl(sysctls, `net.ipv4.conf.${device}.rp_filter`) === 1;
}

export const answerTo = ({ followed }: Sight, { node, to, from, input }: RouteQuestion): RouteSaid | undefined =>
  followed?.routes.find(
    ({ question }) =>
      question.node === node && question.to === to && question.from === from && question.input === input,
  );

/**
 * Whether the node sends to the address as the lab has it; undefined when it does.
 * @param packet where the packet comes from, for rules of policy routing
 */
export function wrongRoute(
  sight: Sight,
  node: LabNode,
  address: string,
  packet: Pick<RouteQuestion, 'from' | 'input'> = {},
): WrongRoute | undefined {
  const { lab, snapshot } = sight;
  const router = routerFor(lab, node, address);
  const device = interfaceToward(lab, node, address)?.name;
  if (router === undefined || device === undefined) return undefined;
  const answer = answerTo(sight, { node: node.name, to: address, ...packet });
  const route = answer?.type === undefined ? lookUpRoute(nodeSeen(snapshot, node.name), address) : undefined;
  const found: Found | undefined = answer ? asFound(answer) : route;
  if (found?.type === 'unicast' && (found.via ?? null) === router && found.device === device) return undefined;
  const policy = answer ? policyOf(sight, node.name, address) : [];
  return {
    seen:
      answer && !found
        ? refused(node.name, address, answer, policy, isStrictAt(sight, node.name, packet.input))
        : said(lab, node.name, address, found),
    expected:
      router === null
        ? { en: `straight out on ${device}`, zh: `直接从 ${device} 发出` }
        : { en: `through ${showAddress(lab, router)}`, zh: `经过 ${showAddress(lab, router)}` },
    evidence: [
      ...(route ? [showRoute(node.name, route)] : []),
      ...(answer ? [`${node.name} ip route get ${answer.question.to}: ${answer.text}`] : []),
      ...policy,
    ],
  };
}

const asFound = ({ type, via, device }: RouteSaid): Found | undefined =>
  type === undefined ? undefined : { type, via, device };
