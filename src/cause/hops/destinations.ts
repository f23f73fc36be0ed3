/** What the virtual service sends to: real servers, method, weight. */
import { kind } from '../../checks/ipvs-destinations.ts';
import { describeDestination, describeService } from '../../checks/ipvs-table.ts';
import type { Finding } from '../../checks/kind.ts';
import { fail, pass } from '../../checks/kind.ts';
import { coreOf } from '../../models/journey.ts';
import { showEndpoint } from '../../parsers/endpoint.ts';
import { nodeAt } from '../topology.ts';
import { fullServers } from '../full-servers.ts';
import { isRightlyForwarded } from '../forwarded.ts';
import { firstOf, type Broken, type Hints, type Hop, type Sight } from '../hop.ts';
import { holdersOf } from './director-vip.ts';
import { serviceFor } from './service.ts';

const OPTION = { dr: '-g', nat: '-m', tun: '-i' } as const;

/** A lab without a check of the destinations wants one that takes connections, whichever it is. */
function judge({ lab, snapshot, way }: Sight, node: string): Finding {
  if (way.destinations) return kind.judge({ ...way.destinations, node }, { lab, snapshot, observed: undefined });
  const found = serviceFor(snapshot, node, way);
  if (!found || found.destinations.some(({ weight }) => weight > 0)) return pass();
  return fail(
    { en: 'the service has no real server that takes connections', zh: '该服务没有能接受连接的真实服务器' },
    describeService(found),
    ...found.destinations.map(describeDestination),
  );
}

function wantedOf({ way: { destinations, servers } }: Sight): string {
  const names = destinations
    ? destinations.destinations.map(({ address, port }) => `${address}:${port}`)
    : servers.map(({ node }) => node.name);
  return `${names.join(', ')}${destinations ? ` ${OPTION[destinations.method]}` : ''}`;
}

function hintsOf({ way: { target, port, destinations } }: Sight, node: string): Hints {
  const service = `${target}:${port}`;
  const command = `ipvsadm -e -t ${service} -r RIP:PORT ${destinations ? OPTION[destinations.method] : '-g'} -w 1`;
  return [
    { en: `To whom does ${node} pass a request on, and how?`, zh: `${node} 把请求转给谁？怎么转？` },
    {
      en: `The lines with -> of ipvsadm -Ln on ${node}: address, Forward, Weight.`,
      zh: `${node} 上 ipvsadm -Ln 中以 -> 开头的行：地址、Forward、Weight。`,
    },
    { en: `${command} (-a for one that is missing, -d to delete one)`, zh: `${command}（缺少的用 -a，多余的用 -d）` },
  ];
}

/** A request that failed was given to an address that no machine of the lab has. */
function nobodys(sight: Sight, node: string): Broken | undefined {
  const { lab, followed, trails } = sight;
  const entries = followed?.nodes[node]?.after.connections ?? [];
  const failed = (trails ?? []).filter(({ isAnswered }) => !isAnswered);
  return firstOf(failed, ({ there }) => {
    const asked = there[0] && coreOf(there[0].packet).source;
    const entry = entries.find(({ client }) => client.address === asked?.address && client.port === asked.port);
    if (!entry || nodeAt(lab, entry.destination.address)) return undefined;
    const to = showEndpoint(entry.destination);
    return {
      node,
      seen: {
        en: `IPVS on ${node} gave the request of ${asked?.address} to ${to}, which no machine has`,
        zh: `${node} 上的 ipvs 把 ${asked?.address} 的请求交给了 ${to}，没有机器有这个地址`,
      },
      expected: { en: `${node} sends to ${wantedOf(sight)}`, zh: `${node} 转发到 ${wantedOf(sight)}` },
      evidence: [`${node} ipvsadm -Lnc: ${showEndpoint(entry.client)} ${showEndpoint(entry.virtual)} ${to}`],
      hints: hintsOf(sight, node),
    };
  });
}

export const destinations: Hop = (sight) => {
  if (isRightlyForwarded(sight)) return undefined;
  const full = firstOf(holdersOf(sight), (node) => fullServers(sight, node) ?? nobodys(sight, node));
  if (full) return full;
  return firstOf(
    // Services by firewall mark and of port 0 have other names than the lab's: what they send to is not compared with it.
    holdersOf(sight).filter((node) => {
      const found = serviceFor(sight.snapshot, node, sight.way);
      return found && (!sight.way.destinations || (found.protocol === 'tcp' && found.port === sight.way.port));
    }),
    (node) => {
      const finding = judge(sight, node);
      if (finding.passed) return undefined;
      const wanted = wantedOf(sight);
      return {
        node,
        seen: finding.reason,
        expected: { en: `${node} sends to ${wanted}`, zh: `${node} 转发到 ${wanted}` },
        evidence: finding.evidence,
        hints: hintsOf(sight, node),
      };
    },
  );
};
