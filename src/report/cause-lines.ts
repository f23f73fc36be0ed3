/** The cause of a failure as labelled lines of text, for reports that people read. */
import type { Cause } from '../diagnosis/cause.ts';
import type { HopName } from '../lab/hop-names.ts';
import type { Language, Text } from '../lab/primitives.ts';
import type { RenderOptions } from './reporter.ts';

const LABELS = {
  zh: { hop: '故障位置', request: '请求', seen: '实际', expected: '应为', beside: '另外', hint: '提示' },
  en: { hop: 'fails at', request: 'request', seen: 'actual', expected: 'expected', beside: 'also', hint: 'hint' },
};

export const HOPS: Record<HopName, Text> = {
  'node-address': { en: 'the addresses and interfaces of the machine', zh: '机器的地址和网卡' },
  'client-route': { en: "the client's route", zh: '客户端的路由' },
  'gateway-dnat': { en: 'DNAT on the gateway', zh: '网关的 DNAT' },
  'gateway-forward': { en: 'forwarding of the request', zh: '请求的转发' },
  'gateway-snat': { en: 'SNAT on the gateway', zh: '网关的 SNAT' },
  'vip-owner': { en: 'who answers ARP for the VIP', zh: '由谁应答 VIP 的 ARP' },
  'director-vip': { en: 'the VIP on the director', zh: '调度器上的 VIP' },
  bypass: { en: 'what bypasses IPVS', zh: '绕过 IPVS 的处理' },
  'director-filter': { en: 'the packet filter of the director', zh: '调度器的包过滤' },
  'firewall-mark': { en: 'the firewall mark', zh: '防火墙标记' },
  service: { en: 'the virtual service', zh: '虚拟服务' },
  destinations: { en: 'the real servers of the virtual service', zh: '虚拟服务的真实服务器' },
  'director-route': { en: 'the route to the real server', zh: '到真实服务器的路由' },
  'director-snat': { en: 'SNAT on the director', zh: '调度器的 SNAT' },
  'server-vip': { en: 'the VIP on the real server', zh: '真实服务器上的 VIP' },
  'server-tunnel': { en: 'the tunnel device of the real server', zh: '真实服务器的隧道设备' },
  'tunnel-mtu': { en: 'the size of packets in the tunnel', zh: '隧道里包的大小' },
  'server-filter': { en: 'the packet filter of the real server', zh: '真实服务器的包过滤' },
  'server-page': { en: 'the web server', zh: '网页服务' },
  'reply-route': { en: 'the route of the reply', zh: '应答的路由' },
  'reply-arp': { en: "the real server's ARP requests", zh: '真实服务器发出的 ARP 请求' },
  'reply-forward': { en: 'forwarding of the reply', zh: '应答的转发' },
  remembered: { en: 'an outdated ARP entry', zh: '过期的 ARP 表项' },
  lost: { en: 'where the packets were last seen', zh: '最后看到包的位置' },
};

/** `who answers ARP for the VIP (vip-owner), web01` */
const place = ({ hop, node }: Cause, language: Language): string => `${HOPS[hop][language]} (${hop}), ${node}`;

/** The failing hop and node, the actual and the expected state, on one line. */
export function causeInOneLine(cause: Cause, language: Language): string {
  const { seen, expected } = cause;
  const label = LABELS[language];
  return `${label.hop}: ${place(cause, language)}; ${label.seen}: ${seen[language]}; ${label.expected}: ${expected[language]}`;
}

/** One line for each item, with as many hints as the options ask for. */
export function causeLines(cause: Cause, options: Pick<RenderOptions, 'language' | 'hints'>): string[] {
  const { request, seen, expected, beside = [], hints } = cause;
  const { language } = options;
  const label = LABELS[language];
  return [
    `${label.hop}: ${place(cause, language)}`,
    `${label.request}: ${request}`,
    `${label.seen}: ${seen[language]}`,
    `${label.expected}: ${expected[language]}`,
    ...beside.map((one) => `${label.beside}: ${one[language]}`),
    ...hints.slice(0, options.hints).map((hint, index) => `${label.hint} ${index + 1}: ${hint[language]}`),
  ];
}
