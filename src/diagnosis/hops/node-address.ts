/** The addresses and interfaces that the lab gives to the machines on the way: without them nothing else can work. */
import { findNode, type LabInterface, type LabNode } from '../../lab/lab.ts';
import { nodeSeen, type Snapshot } from '../../probes/snapshot.ts';
import { firstOf, type Broken, type Hop, type Sight } from '../hop.ts';

export function nodesOn({ lab, way }: Pick<Sight, 'lab' | 'way'>): LabNode[] {
  const { client, routers, directors, servers, fullNat } = way;
  const passing = directors.flatMap((name) => findNode(lab, name) ?? []);
  return [
    ...new Set([
      client,
      ...routers,
      ...passing,
      ...servers.map(({ node }) => node),
      ...(fullNat ? [fullNat.director] : []),
    ]),
  ];
}

function lost(snapshot: Snapshot, { name }: LabNode, { name: device, address, prefix }: LabInterface): Broken {
  const { addresses } = nodeSeen(snapshot, name);
  const others = addresses.filter((one) => one.device === device && one.family === 'inet');
  const has = others.map((one) => `${one.address}/${one.prefix}`).join(', ');
  return {
    node: name,
    seen: {
      en: `${name} has lost its own address ${address}: ${device} has ${has || 'no address'}`,
      zh: `${name} 丢失了自己的地址 ${address}：${device} 上${has ? `是 ${has}` : '没有地址'}`,
    },
    expected: {
      en: `${name} has ${address}/${prefix} on ${device}`,
      zh: `${name} 的 ${device} 上有 ${address}/${prefix}`,
    },
    evidence: others.map((one) => `${name} ${device} ${one.address}/${one.prefix}`),
    hints: [
      {
        en: `Which address did ${name} have on ${device} when the lab began, and what took its place?`,
        zh: `实验开始时 ${name} 的 ${device} 是什么地址？被什么替换了？`,
      },
      {
        en: `The addresses of ${name}: ip address show ${device}. \`ifconfig ${device} ADDRESS\` replaces, \`ifconfig ${device}:0 ADDRESS\` adds.`,
        zh: `${name} 的地址：ip address show ${device}。ifconfig ${device} 地址 是替换，ifconfig ${device}:0 地址 才是添加。`,
      },
      {
        en: `ip address add ${address}/${prefix} dev ${device}`,
        zh: `ip address add ${address}/${prefix} dev ${device}`,
      },
    ],
  };
}

function down({ name }: LabNode, { name: device }: LabInterface, isThere: boolean): Broken {
  return {
    node: name,
    seen: isThere
      ? { en: `${device} of ${name} is down`, zh: `${name} 的 ${device} 没有启用` }
      : { en: `${name} has no interface ${device} any more`, zh: `${name} 上已经没有 ${device} 这块网卡` },
    expected: { en: `${device} of ${name} is up`, zh: `${name} 的 ${device} 已启用` },
    evidence: [`${name} ${device} is ${isThere ? 'down' : 'absent'}`],
    hints: [
      { en: `Can ${name} send or get anything on ${device}?`, zh: `${name} 还能用 ${device} 收发吗？` },
      { en: `The devices of ${name}: ip link.`, zh: `${name} 的设备：ip link。` },
      {
        en: `ip link set ${device} up; its routes went with it, see \`ip route\``,
        zh: `ip link set ${device} up；经过它的路由也一起没了，用 ip route 查看`,
      },
    ],
  };
}

/** An address may have moved to another device: then others decide what comes of that. */
function judge(snapshot: Snapshot, node: LabNode, wanted: LabInterface): Broken | undefined {
  const { links, addresses } = nodeSeen(snapshot, node.name);
  const link = links.find(({ name }) => name === wanted.name);
  if (!link?.isUp) return down(node, wanted, link !== undefined);
  return addresses.some(({ address }) => address === wanted.address) ? undefined : lost(snapshot, node, wanted);
}

export const nodeAddress: Hop = (sight) =>
  firstOf(nodesOn(sight), (node) => firstOf(node.interfaces, (wanted) => judge(sight.snapshot, node, wanted)));
