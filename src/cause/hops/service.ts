/** The virtual service in the table of the director that has the VIP. */
import { noSuchService, serviceName } from '../../checks/ipvs-table.ts';
import { nodeSeen, type Snapshot } from '../../observe/snapshot.ts';
import type { VirtualService } from '../../parsers/ipvsadm-services.ts';
import { firstOf, type Hop } from '../hop.ts';
import { holdersOf } from './director-vip.ts';
import type { Way } from '../way.ts';

/** Services by firewall mark may take any packet of their family, and one of port 0 all ports of its address. */
const takes = (service: VirtualService, { target, port }: Way): boolean =>
  (service.protocol === 'fwm' && service.family === undefined) ||
  (service.protocol === 'tcp' && service.address === target && (service.port === port || service.port === 0));

/** The service of a director that takes the request. */
export const serviceFor = (snapshot: Snapshot, director: string, way: Way): VirtualService | undefined =>
  nodeSeen(snapshot, director).ipvs?.services.find((service) => takes(service, way));

export const service: Hop = (sight) => {
  const { snapshot, way } = sight;
  const { target, port } = way;
  if (port === undefined) return undefined;
  return firstOf(holdersOf(sight), (node) => {
    if (serviceFor(snapshot, node, way)) return undefined;
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
