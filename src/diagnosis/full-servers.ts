/** A director whose real servers take no more connections than their thresholds allow. Pure. */
import type { Threshold } from '../parsers/ipvsadm-services.ts';
import { showEndpoint } from '../parsers/endpoint.ts';
import { keptAt } from './forwarded.ts';
import type { Broken, Sight } from './hop.ts';
import { serviceFor } from './hops/service.ts';

const connectionsOf = ({ activeConnections, inactiveConnections }: Threshold): number =>
  activeConnections + inactiveConnections;

/** Once full, a server gets connections again below the lower threshold, or below three quarters of the upper one. */
const isFull = (one: Threshold): boolean =>
  one.upper > 0 && connectionsOf(one) >= (one.lower > 0 ? one.lower : (one.upper * 3) / 4);

const show = (one: Threshold): string => `${showEndpoint(one)} ${connectionsOf(one)} of ${one.upper}`;

/** Requests stayed at the director, every server that its service sends to being full. */
export function fullServers(sight: Sight, node: string): Broken | undefined {
  const { snapshot, way, followed } = sight;
  const service = serviceFor(snapshot, node, way);
  const table = followed?.nodes[node]?.after.thresholds.find(
    ({ protocol, address, port, mark }) =>
      protocol === service?.protocol && address === service.address && port === service.port && mark === service.mark,
  );
  const taking = (service?.destinations ?? []).filter(({ weight }) => weight > 0);
  const full = (table?.destinations ?? []).filter(isFull);
  const isIts = ({ address, port }: (typeof taking)[number]): boolean =>
    full.some((one) => one.address === address && one.port === port);
  if (!service || taking.length === 0 || !taking.every(isIts) || keptAt(sight, node).length === 0) return undefined;
  const names = full.map(show).join(', ');
  const upper = full[0]?.upper ?? 0;
  const at = service.protocol === 'fwm' ? `-f ${service.mark}` : `-t ${showEndpoint(service)}`;
  return {
    node,
    seen: {
      en: `the real servers of ${node} have as many connections as their upper threshold allows (closed ones count until they expire): ${names}`,
      zh: `${node} 的真实服务器的连接数已到上限（关闭的连接在过期之前也算）：${names}`,
    },
    expected: {
      en: `${node} gives new connections to its real servers`,
      zh: `${node} 把新连接交给真实服务器`,
    },
    evidence: full.map(
      (one) =>
        `${node} ipvsadm -Ln --thresholds: ${showEndpoint(one)} upper ${one.upper}, lower ${one.lower}, connections ${connectionsOf(one)}`,
    ),
    hints: [
      { en: `How many connections may each real server have?`, zh: `每台真实服务器最多允许多少个连接？` },
      { en: `ipvsadm -Ln --thresholds on ${node}.`, zh: `${node} 上的 ipvsadm -Ln --thresholds。` },
      {
        en: `ipvsadm -e ${at} -r RIP:PORT -x 0 -y 0 (upper threshold ${upper} now), with the method and weight that it has`,
        zh: `ipvsadm -e ${at} -r RIP:端口 -x 0 -y 0（现在的上限是 ${upper}），转发方式和权重照原样写上`,
      },
    ],
  };
}
