/** A director whose real servers take no more connections than their thresholds allow. Pure. */
import { connectionsOf, fullOf, showFull } from '../checks/thresholds.ts';
import { showEndpoint } from '../parsers/endpoint.ts';
import { keptAt } from './forwarded.ts';
import type { Broken, Sight } from './hop.ts';
import { serviceFor } from './hops/service.ts';

/** Requests stayed at the director, every server that its service sends to being full. */
export function fullServers(sight: Sight, node: string): Broken | undefined {
  const { snapshot, way, followed } = sight;
  const service = serviceFor(snapshot, node, way);
  const tables = followed?.nodes[node]?.after.thresholds ?? [];
  const full = service ? fullOf(service, tables) : [];
  if (!service || full.length === 0 || keptAt(sight, node).length === 0) return undefined;
  const names = showFull(full);
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
