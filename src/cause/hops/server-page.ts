/** Whether each real server serves at its own address: what fails there fails through the VIP too. */
import { describeRequest, hasPage, whyNoPage } from '../../checks/http-reason.ts';
import type { HttpResult } from '../../observe/probes.ts';
import { firstOf, type Hop } from '../hop.ts';
import { findNode, type Lab, type LabNode } from '../../lab/lab.ts';
import { interfaceOn, routersBetween } from '../topology.ts';
import type { Way, WayServer } from '../way.ts';

/** curl's exit status when nobody answered in time: then it is the way that is broken, and not the server. */
const TIMED_OUT = 28;

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

export const serverPage: Hop = ({ lab, way, pages }) =>
  firstOf(way.servers, (server) => {
    const { name } = server.node;
    const page = pages[name];
    if (!page || !isServers(page)) return undefined;
    const url = pageUrl(server);
    const from = pageAsker(lab, way, server)?.name ?? way.client.name;
    return {
      node: name,
      seen: whyNoPage(from, url, page),
      expected: { en: `${name} serves ${url}`, zh: `${name} 提供 ${url}` },
      evidence: [describeRequest(from, url, page)],
      hints: [
        { en: `Does ${name} answer when it is asked itself?`, zh: `直接访问 ${name}，它有应答吗？` },
        { en: `What listens on ${name}: ss -ltn.`, zh: `${name} 上谁在监听：ss -ltn。` },
        { en: '/etc/init.d/nginx start', zh: '/etc/init.d/nginx start' },
      ],
    };
  });
