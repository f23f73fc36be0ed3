/** Whether each real server serves: asked at its own address, and through the VIP. */
import { describeRequest, whyNoPage } from '../../checks/http-reason.ts';
import { hasPage, type HttpResult } from '../../probes/http-result.ts';
import { findNode, type Lab, type LabNode } from '../../lab/lab.ts';
import type { Text } from '../../lab/primitives.ts';
import { showEndpoint } from '../../parsers/endpoint.ts';
import type { Listener } from '../../parsers/listeners.ts';
import { firstOf, type Broken, type Hop, type Sight } from '../hop.ts';
import { interfaceOn, routersBetween } from '../topology.ts';
import type { Way, WayServer } from '../way.ts';
import { addressAt } from './server-filter.ts';

/** Exit statuses of curl: nobody answered in time, and then it is the way that is broken, not the server; refused. */
const TIMED_OUT = 28;
const REFUSED = 7;

export const pageUrl = ({ address, port }: WayServer): string =>
  `http://${address}${port === undefined || port === 80 ? '' : `:${port}`}/`;

const isServers = (page: HttpResult): boolean => !hasPage(page) && page.exitCode !== TIMED_OUT;

/** Who can ask the server itself: the client, or a router or director that is on the server's network. */
export function pageAsker(lab: Lab, { client, routers, directors }: Way, { address }: WayServer): LabNode | undefined {
  const passing = directors.flatMap((name) => {
    const director = findNode(lab, name);
    return director ? [director, ...routersBetween(lab, director, address)] : [];
  });
  return [client, ...routers, ...passing].find((node) => interfaceOn(lab, node, address));
}

const LOOPBACK = /^127\./;

const list = (some: Listener[]): string => [...new Set(some.map(showEndpoint))].join(', ');

/** Who listens in place of what was asked for; undefined when something does listen there, or nobody looked. */
function notListening(listeners: Listener[], name: string, address: string, port: number): Text | undefined {
  const onPort = listeners.filter((one) => one.port === port);
  if (onPort.some((one) => one.address === address || one.address === '0.0.0.0')) return undefined;
  const wanted = showEndpoint({ address, port });
  if (onPort.length > 0) {
    return {
      en: `nothing on ${name} listens on ${wanted}, only on ${list(onPort)}`,
      zh: `${name} 上没有程序监听 ${wanted}，只监听了 ${list(onPort)}`,
    };
  }
  const others = listeners.filter((one) => !LOOPBACK.test(one.address));
  return others.length === 0
    ? { en: `nothing on ${name} listens on port ${port}`, zh: `${name} 上没有程序监听端口 ${port}` }
    : {
        en: `nothing on ${name} listens on port ${port}, only on ${list(others)}`,
        zh: `${name} 上没有程序监听端口 ${port}，只监听了 ${list(others)}`,
      };
}

function broken({ node: { name } }: WayServer, seen: Text, expected: Text, evidence: string[]): Broken {
  return {
    node: name,
    seen,
    expected,
    evidence,
    hints: [
      { en: `Does ${name} answer when it is asked itself?`, zh: `直接访问 ${name}，它有应答吗？` },
      {
        en: `What listens on ${name}, on which addresses and ports: ss -ltn.`,
        zh: `${name} 上谁在监听、监听哪个地址和端口：ss -ltn。`,
      },
      {
        en: '/etc/init.d/nginx start; the lines `listen` in /etc/nginx/sites-enabled/',
        zh: '/etc/init.d/nginx start；看 /etc/nginx/sites-enabled/ 里的 listen 行',
      },
    ],
  };
}

const listenersOf = ({ followed }: Sight, name: string): Listener[] | undefined =>
  followed?.nodes[name]?.after.listeners;

/** It was seen to refuse what came through the VIP. */
function refused(sight: Sight, server: WayServer): Broken | undefined {
  const { name } = server.node;
  const { port } = server;
  const trail = sight.trails?.find(({ isAnswered, refusedBy }) => !isAnswered && refusedBy === name);
  if (!trail || port === undefined) return undefined;
  const address = addressAt(sight.way, server);
  const at = showEndpoint({ address, port });
  const listeners = listenersOf(sight, name);
  const why = listeners && notListening(listeners, name, address, port);
  const what = { en: `${name} refuses connections to ${at}`, zh: `${name} 拒绝到 ${at} 的连接` };
  return broken(
    server,
    why ? { en: `${what.en}: ${why.en}`, zh: `${what.zh}：${why.zh}` } : what,
    { en: `${name} accepts connections to ${at}`, zh: `${name} 接受到 ${at} 的连接` },
    [
      `${name} answered ${trail.source} with RST`,
      ...(listeners ?? []).map((one) => `${name} LISTEN ${showEndpoint(one)}`),
    ],
  );
}

/** What fails at its own address fails through the VIP too. */
function missing(sight: Sight, server: WayServer): Broken | undefined {
  const { name } = server.node;
  const page = sight.pages[name];
  if (!page || !isServers(page)) return undefined;
  const url = pageUrl(server);
  const from = pageAsker(sight.lab, sight.way, server)?.name ?? sight.way.client.name;
  const listeners = page.exitCode === REFUSED ? listenersOf(sight, name) : undefined;
  const why = listeners && notListening(listeners, name, server.address, server.port ?? 80);
  const what = whyNoPage(from, url, page);
  return broken(
    server,
    why ? { en: `${what.en}: ${why.en}`, zh: `${what.zh}：${why.zh}` } : what,
    { en: `${name} serves ${url}`, zh: `${name} 提供 ${url}` },
    [describeRequest(from, url, page), ...(listeners ?? []).map((one) => `${name} LISTEN ${showEndpoint(one)}`)],
  );
}

/** What it answered through the VIP is no page. */
function otherStatus({ trails, way }: Sight, server: WayServer): Broken | undefined {
  const { name } = server.node;
  const trail = trails?.find(
    ({ isAnswered, back, result }) => !isAnswered && result.status > 0 && back[0]?.from === name,
  );
  if (!trail) return undefined;
  const { source, result } = trail;
  const url = `http://${way.request.address}${way.request.path ?? '/'}`;
  return broken(
    server,
    {
      en: `${name} answers ${source} with HTTP ${result.status}, expected 200`,
      zh: `${name} 给 ${source} 的应答是 HTTP ${result.status}，应为 200`,
    },
    { en: `${name} has a page for ${source}`, zh: `${name} 给 ${source} 页面` },
    [describeRequest(way.client.name, url, { ...result, source })],
  );
}

export const serverPage: Hop = (sight) =>
  firstOf(
    sight.way.servers,
    (server) => missing(sight, server) ?? refused(sight, server) ?? otherStatus(sight, server),
  );
