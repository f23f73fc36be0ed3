/** A service whose persistence takes many clients for one: all were answered, by one real server. Pure. */
import { describeService } from '../checks/ipvs-table.ts';
import { addressToNumber } from '../util/address.ts';
import type { VirtualService } from '../parsers/ipvsadm-services.ts';
import type { Broken, Sight } from './hop.ts';

/** So few may get the same server by chance. */
const LEAST = 3;

/** What of an address persistence goes by. @param mask dotted */
const groupOf = (address: string, mask: string): number => {
  const size = 2 ** 32 - addressToNumber(mask);
  return Math.floor(addressToNumber(address) / size);
};

export function oneForAll({ trails = [] }: Sight, node: string, service: VirtualService): Broken | undefined {
  const mask = service.persistenceMask;
  const taking = service.destinations.filter(({ weight }) => weight > 0);
  const servers = [...new Set(trails.map(({ back }) => back[0]?.from))];
  const sources = [...new Set(trails.map(({ there }) => there[0]?.packet.source.address ?? ''))];
  if (mask === undefined || taking.length < 2 || servers.length !== 1 || sources.length < LEAST) {
    return undefined;
  }
  if (!trails.every(({ isAnswered }) => isAnswered)) return undefined;
  if (new Set(sources.map((one) => groupOf(one, mask))).size !== 1) return undefined;
  const { persistenceSeconds: seconds } = service;
  return {
    node,
    seen: {
      en: `the service on ${node} is persistent by the mask ${mask}: ${sources.join(', ')} count as one client, and all got ${servers[0]}`,
      zh: `${node} 上服务的会话保持掩码是 ${mask}：${sources.join('、')} 被当成一个客户端，都由 ${servers[0]} 处理`,
    },
    expected: { en: 'each client is one of its own: no mask (-M)', zh: '每个客户端各算一个：不设掩码 (-M)' },
    evidence: [`${node} ${describeService(service)}`, ...sources.map((one) => `${one} was answered by ${servers[0]}`)],
    hints: [
      { en: 'Which clients does persistence take for the same one?', zh: '会话保持把哪些客户端当成同一个？' },
      {
        en: `The end of the service's line in ipvsadm -Ln on ${node}.`,
        zh: `${node} 上 ipvsadm -Ln 中服务那一行的末尾。`,
      },
      {
        en: `ipvsadm -E with the service, its scheduler and -p ${seconds}, without -M; entries that exist stay for their time`,
        zh: `用 ipvsadm -E 重写服务、算法和 -p ${seconds}，不带 -M；已有的条目要等到过期`,
      },
    ],
  };
}
