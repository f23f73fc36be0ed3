/** Who answers when the last machine before the director asks by ARP for the VIP. */
import { judgeAddress } from '../../checks/address.ts';
import { effectiveSysctl } from '../../checks/sysctl.ts';
import { findNode, type LabNode } from '../../lab/lab.ts';
import type { Text } from '../../lab/primitives.ts';
import { hasMac, nodeOfMac, nodeSeen } from '../../probes/snapshot.ts';
import { parseNftChains } from '../../parsers/nft-chains.ts';
import { interfaceToward } from '../topology.ts';
import type { Broken, Hints, Hop, Sight } from '../hop.ts';

/** Whoever asks: the last router, or the client itself. */
export const askerOf = ({ client, routers }: Sight['way']): LabNode => routers.at(-1) ?? client;

/** Who should answer: directors for a VIP, and for its own address the machine that is asked for it. */
export const ownersOf = ({ directors, request, servers }: Sight['way']): string[] =>
  directors.length > 0 || request.protocol !== 'arp' ? directors : servers.map(({ node }) => node.name);

const isDirectors = ({ snapshot, way }: Sight, mac: string): boolean =>
  ownersOf(way).some((name) => hasMac(snapshot, name, mac));

const holdsVip = ({ snapshot, way }: Sight, node: string): boolean =>
  judgeAddress({ node, address: way.target }, snapshot).passed;

function expectedOf({ way }: Sight): Broken['expected'] {
  const { target } = way;
  const names = ownersOf(way).join(' / ');
  return { en: `${names} alone answers ARP for ${target}`, zh: `只有 ${names} 应答 ${target} 的 ARP 请求` };
}

/** What the machine that answers has: the device that was asked, the arp_ignore in force there, where the VIP is. */
interface Answerer {
  node: string;
  device: string;
  ignores: number | undefined;
  vipOn: string[];
}

function answererOf({ snapshot, way }: Sight, node: string, mac: string): Answerer {
  const { links, sysctls, addresses } = nodeSeen(snapshot, node);
  const device = links.find((link) => link.mac === mac)?.name ?? 'all';
  return {
    node,
    device,
    ignores: effectiveSysctl(sysctls, `net.ipv4.conf.${device}.arp_ignore`),
    vipOn: addresses.filter(({ address }) => address === way.target).map((one) => one.device),
  };
}

const evidenceOf = ({ node, device, ignores, vipOn }: Answerer, target: string): string[] => [
  ...vipOn.map((on) => `${node} ${on} ${target}`),
  `${node} arp_ignore on ${device} (larger of all and ${device}) = ${ignores ?? '(absent)'}`,
];

/** With arp_ignore 1 or 2 a machine answers for the addresses of the device that is asked, and the VIP is one of them. */
const isOnAskedDevice = ({ device, ignores, vipOn }: Answerer): boolean =>
  ignores !== undefined && ignores > 0 && vipOn.includes(device);

const onDeviceHints = ({ node, device, ignores }: Answerer, target: string, asker: string): Hints => [
  {
    en: `On which device of ${node} is ${target}, and which one is asked?`,
    zh: `${target} 在 ${node} 的哪块网卡上？收到 ARP 请求的是哪块？`,
  },
  {
    en: `ip address show ${device} on ${node}: arp_ignore ${ignores} keeps still about addresses of other devices only.`,
    zh: `${node} 上 ip address show ${device}：arp_ignore 为 ${ignores} 时，只对不在这块网卡上的地址保持沉默。`,
  },
  {
    en: `ip address del ${target} dev ${device} on ${node}, with its mask; ip neigh flush all on ${asker}`,
    zh: `在 ${node} 上 ip address del ${target} dev ${device}（带上掩码）；在 ${asker} 上 ip neigh flush all`,
  },
];

function loud(sight: Sight, mac: string): Broken {
  const { snapshot, way } = sight;
  const { target } = way;
  const asker = askerOf(way).name;
  const node = nodeOfMac(snapshot, mac);
  const name = node ?? mac;
  const answerer = node === undefined ? undefined : answererOf(sight, node, mac);
  const isOnDevice = answerer !== undefined && isOnAskedDevice(answerer);
  const usual: Hints = [
    { en: `How many machines say that they have ${target}?`, zh: `有几台机器说 ${target} 在自己身上？` },
    {
      en: `arp_ignore on ${name}: in force is the larger value of all and of the interface that is asked.`,
      zh: `${name} 上的 arp_ignore：起作用的是 all 和收到请求的网卡两者中较大的值。`,
    },
    {
      en: `sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2 on ${name}; ip neigh flush all on ${asker}`,
      zh: `在 ${name} 上 sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2；在 ${asker} 上 ip neigh flush all`,
    },
  ];
  return {
    node: node ?? asker,
    seen: isOnDevice
      ? {
          en: `${name} answers ARP for ${target} too: it has ${target} on ${answerer.device}, where it is asked`,
          zh: `${name} 也应答了 ${target} 的 ARP 请求：收到请求的 ${answerer.device} 上就有 ${target}`,
        }
      : { en: `${name} answers ARP for ${target} too`, zh: `${name} 也应答了 ${target} 的 ARP 请求` },
    expected: expectedOf(sight),
    evidence: [`${asker}: who has ${target}? ${mac} (${name})`, ...(answerer ? evidenceOf(answerer, target) : [])],
    hints: isOnDevice ? onDeviceHints(answerer, target, asker) : usual,
  };
}

/** What keeps a machine still about an address of its own. */
function whySilent({ lab, snapshot, way }: Sight, director: string): { text: Text; evidence: string[] } | undefined {
  const node = findNode(lab, director);
  const { links, sysctls, addresses, nftRuleset } = nodeSeen(snapshot, director);
  const device = node && interfaceToward(lab, node, way.target)?.name;
  const link = links.find(({ name }) => name === device);
  const key = `net.ipv4.conf.${device}.arp_ignore`;
  const ignores = effectiveSysctl(sysctls, key) ?? 0;
  const vipOn = addresses.find(({ address }) => address === way.target)?.device;
  if (link?.noArp === true) {
    return {
      text: { en: `ARP is off on ${device}`, zh: `${device} 上关闭了 ARP` },
      evidence: [`${director} ${device} NOARP`],
    };
  }
  if (ignores >= 8 || (ignores > 0 && vipOn !== undefined && vipOn !== device)) {
    return {
      text: {
        en: `arp_ignore on ${device} is ${ignores}, and ${way.target} is on ${vipOn}`,
        zh: `${device} 上的 arp_ignore 为 ${ignores}，而 ${way.target} 在 ${vipOn} 上`,
      },
      evidence: [`${director} arp_ignore on ${device} (larger of all and ${device}) = ${ignores}`],
    };
  }
  const drops = parseNftChains(nftRuleset)
    .filter(({ table }) => table.startsWith('arp '))
    .flatMap(({ table, rules, policy, name }) => [
      ...rules.filter(({ target }) => target === 'DROP').map(({ text }) => `${director} nft ${table} ${name}: ${text}`),
      ...(policy === 'drop' ? [`${director} nft ${table} ${name}: policy drop`] : []),
    ]);
  return drops.length === 0
    ? undefined
    : { text: { en: 'it has rules that drop ARP', zh: '它有丢弃 ARP 的规则' }, evidence: drops };
}

function silent(sight: Sight, director: string): Broken {
  const { target } = sight.way;
  const why = whySilent(sight, director);
  return {
    node: director,
    seen: {
      en: `nobody answers ARP for ${target}, though ${director} has it${why ? `: ${why.text.en}` : ''}`,
      zh: `没有人应答 ${target} 的 ARP 请求，虽然 ${director} 上有它${why ? `：${why.text.zh}` : ''}`,
    },
    expected: expectedOf(sight),
    evidence: why?.evidence ?? [],
    hints: [
      { en: `Why does ${director} keep still when it is asked?`, zh: `${director} 为什么不应答 ARP 请求？` },
      {
        en: `arp_ignore, arptables and the device that has the VIP, on ${director}.`,
        zh: `看 ${director} 的 arp_ignore、arptables，以及 VIP 在哪块网卡上。`,
      },
      {
        en: `ip link show; ip address show; sysctl -a | grep arp_ignore; arptables -L`,
        zh: `ip link show；ip address show；sysctl -a | grep arp_ignore；arptables -L`,
      },
    ],
  };
}

export const vipOwner: Hop = (sight) => {
  const { arp, way } = sight;
  const owners = ownersOf(way);
  if (owners.length === 0) return undefined;
  const stranger = arp.find(({ mac }) => !isDirectors(sight, mac));
  if (stranger) return loud(sight, stranger.mac);
  const holder = owners.find((name) => holdsVip(sight, name));
  return arp.length === 0 && holder !== undefined ? silent(sight, holder) : undefined;
};
