/** Who answers when the last machine before the director asks by ARP for the VIP. */
import { judgeAddress } from '../../checks/address.ts';
import { effectiveSysctl } from '../../checks/sysctl.ts';
import type { LabNode } from '../../lab/lab.ts';
import { hasMac, nodeOfMac, nodeSeen } from '../../observe/snapshot.ts';
import type { Broken, Hints, Hop, Sight } from '../hop.ts';

/** Whoever asks: the last router, or the client itself. */
export const askerOf = ({ client, routers }: Sight['way']): LabNode => routers.at(-1) ?? client;

const isDirectors = ({ snapshot, way }: Sight, mac: string): boolean =>
  way.directors.some((name) => hasMac(snapshot, name, mac));

const holdsVip = ({ snapshot, way }: Sight, node: string): boolean =>
  judgeAddress({ node, address: way.target }, snapshot).passed;

function expectedOf({ way: { directors, target } }: Sight): Broken['expected'] {
  const names = directors.join(' / ');
  return { en: `${names} alone answers ARP for ${target}`, zh: `只有 ${names} 应答 ${target} 的 ARP 请求` };
}

/** The arp_ignore in force where the question comes in, as evidence. */
function arpIgnore({ snapshot }: Sight, node: string, mac: string): string[] {
  const { links, sysctls } = nodeSeen(snapshot, node);
  const device = links.find((link) => link.mac === mac)?.name ?? 'all';
  const value = effectiveSysctl(sysctls, `net.ipv4.conf.${device}.arp_ignore`);
  return [`${node} arp_ignore on ${device} (larger of all and ${device}) = ${value ?? '(absent)'}`];
}

function loud(sight: Sight, mac: string): Broken {
  const { snapshot, way } = sight;
  const { target } = way;
  const asker = askerOf(way).name;
  const node = nodeOfMac(snapshot, mac);
  const name = node ?? mac;
  const hints: Hints = [
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
    seen: { en: `${name} answers ARP for ${target} too`, zh: `${name} 也应答了 ${target} 的 ARP 请求` },
    expected: expectedOf(sight),
    evidence: [`${asker}: who has ${target}? ${mac} (${name})`, ...(node ? arpIgnore(sight, node, mac) : [])],
    hints,
  };
}

function silent(sight: Sight, director: string): Broken {
  const { target } = sight.way;
  return {
    node: director,
    seen: {
      en: `nobody answers ARP for ${target}, though ${director} has it`,
      zh: `没有人应答 ${target} 的 ARP 请求，虽然 ${director} 上有它`,
    },
    expected: expectedOf(sight),
    evidence: [],
    hints: [
      { en: `Why does ${director} keep still when it is asked?`, zh: `${director} 为什么不应答 ARP 请求？` },
      {
        en: `arp_ignore, arptables and the device that has the VIP, on ${director}.`,
        zh: `看 ${director} 的 arp_ignore、arptables，以及 VIP 在哪块网卡上。`,
      },
      {
        en: `sysctl -w net.ipv4.conf.all.arp_ignore=0; arptables -L`,
        zh: `sysctl -w net.ipv4.conf.all.arp_ignore=0；arptables -L`,
      },
    ],
  };
}

/**
 * The asker's cache has another owner, though nobody else answers now. When that one asks in the VIP's name it will put
 * itself there again: that is another hop's to tell.
 */
function stale(sight: Sight): Broken | undefined {
  const { snapshot, way } = sight;
  const asker = askerOf(way).name;
  const entry = nodeSeen(snapshot, asker).neighbours.find(({ address }) => address === way.target);
  if (entry?.mac === undefined || isDirectors(sight, entry.mac)) return undefined;
  const other = nodeOfMac(snapshot, entry.mac);
  if (other !== undefined && holdsVip(sight, other)) {
    const { links, sysctls } = nodeSeen(snapshot, other);
    const device = links.find(({ mac }) => mac === entry.mac)?.name ?? 'all';
    if ((effectiveSysctl(sysctls, `net.ipv4.conf.${device}.arp_announce`) ?? 0) < 2) return undefined;
  }
  const name = other ?? entry.mac;
  return {
    node: asker,
    seen: {
      en: `${asker} still has ${way.target} at ${name} in its ARP cache`,
      zh: `${asker} 的 ARP 缓存里 ${way.target} 仍在 ${name} 上`,
    },
    expected: expectedOf(sight),
    evidence: [`${asker} ${way.target} lladdr ${entry.mac} ${entry.states.join(' ')}`],
    hints: [
      { en: `Does ${asker} remember what is no longer true?`, zh: `${asker} 是不是还记着过时的信息？` },
      { en: `The ARP cache of ${asker}.`, zh: `${asker} 的 ARP 缓存。` },
      { en: `ip neigh flush all on ${asker}`, zh: `在 ${asker} 上执行 ip neigh flush all` },
    ],
  };
}

export const vipOwner: Hop = (sight) => {
  const { arp, way } = sight;
  if (way.directors.length === 0) return undefined;
  const stranger = arp.find(({ mac }) => !isDirectors(sight, mac));
  if (stranger) return loud(sight, stranger.mac);
  const holder = way.directors.find((name) => holdsVip(sight, name));
  if (arp.length === 0 && holder !== undefined) return silent(sight, holder);
  return stale(sight);
};
