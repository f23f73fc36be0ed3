/** The virtual service in the table of the director that has the VIP. */
import { describeService, noSuchService, serviceName } from '../../checks/ipvs-table.ts';
import { nodeSeen, type Snapshot } from '../../probes/snapshot.ts';
import type { Method, VirtualService } from '../../parsers/ipvsadm-services.ts';
import { isRightlyForwarded } from '../forwarded.ts';
import { oneForAll } from '../one-for-all.ts';
import { firstOf, type Broken, type Hop, type Sight } from '../hop.ts';
import { holdersOf } from './director-vip.ts';
import type { Way } from '../way.ts';

/** Services by firewall mark may take any packet of their family, and one of port 0 all ports of its address. */
const takes = (service: VirtualService, { target, port, request: { mark } }: Way): boolean =>
  (service.protocol === 'fwm' && service.family === undefined && (mark === undefined || service.mark === mark)) ||
  (service.protocol === 'tcp' && service.address === target && (service.port === port || service.port === 0));

/** The service of a director that takes the request: a mark comes first for the kernel, but nobody knows what has it. */
export function serviceFor(snapshot: Snapshot, director: string, way: Way): VirtualService | undefined {
  const taking = (nodeSeen(snapshot, director).ipvs?.services ?? []).filter((service) => takes(service, way));
  const isNamed = ({ protocol }: VirtualService): boolean => (protocol === 'fwm') === (way.request.mark !== undefined);
  return taking.find(isNamed) ?? taking[0];
}

/** Of a lab's service by firewall mark. */
function unmarked({ snapshot }: Sight, node: string, mark: number): Broken {
  const others = nodeSeen(snapshot, node).ipvs?.services ?? [];
  return {
    node,
    seen: { en: `${node} has no virtual service FWM ${mark}`, zh: `${node} 上没有虚拟服务 FWM ${mark}` },
    expected: { en: `a virtual service FWM ${mark} on ${node}`, zh: `${node} 上有虚拟服务 FWM ${mark}` },
    evidence: others.map(describeService),
    hints: [
      { en: `Packets get the mark ${mark}: does IPVS know it?`, zh: `包打上了标记 ${mark}：IPVS 认得它吗？` },
      { en: `The table of IPVS on ${node}: ipvsadm -Ln.`, zh: `${node} 的 ipvs 表：ipvsadm -Ln。` },
      { en: `ipvsadm -A -f ${mark} -s SCHEDULER`, zh: `ipvsadm -A -f ${mark} -s 算法` },
    ],
  };
}

/** How the servers get the request: by the lab, or else by the director's table. */
export function methodOf(sight: Sight): Method | undefined {
  const { way, snapshot } = sight;
  const found = holdersOf(sight).flatMap((node) => serviceFor(snapshot, node, way)?.destinations ?? []);
  return (
    way.destinations?.method ?? found.find(({ address }) => way.servers.some((one) => one.address === address))?.method
  );
}

export const service: Hop = (sight) => {
  const { snapshot, way } = sight;
  const { target, port } = way;
  if (port === undefined || isRightlyForwarded(sight)) return undefined;
  return firstOf(holdersOf(sight), (node) => {
    const found = serviceFor(snapshot, node, way);
    if (found) return oneForAll(sight, node, found);
    const { mark } = way.request;
    if (mark !== undefined) return unmarked(sight, node, mark);
    const wanted = { protocol: 'tcp' as const, address: target, port };
    const finding = noSuchService(snapshot, node, wanted);
    if (finding.passed) return undefined;
    return {
      node,
      seen: finding.reason,
      expected: {
        en: `a virtual service ${serviceName(wanted)} on ${node}`,
        zh: `${node} 上有虚拟服务 ${serviceName(wanted)}`,
      },
      evidence: finding.evidence,
      hints: [
        {
          en: `The request reaches ${node}: does IPVS know address and port?`,
          zh: `请求到了 ${node}：IPVS 认得这个地址和端口吗？`,
        },
        { en: `The table of IPVS on ${node}: ipvsadm -Ln.`, zh: `${node} 的 ipvs 表：ipvsadm -Ln。` },
        { en: `ipvsadm -A -t ${target}:${port} -s SCHEDULER`, zh: `ipvsadm -A -t ${target}:${port} -s 算法` },
      ],
    };
  });
};
