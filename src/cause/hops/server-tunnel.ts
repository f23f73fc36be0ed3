/** With tunnels: whether each real server unwraps what comes, and takes what was inside. */
import { effectiveSysctl } from '../../checks/sysctl.ts';
import { nodeSeen } from '../../observe/snapshot.ts';
import { firstOf, type Broken, type Hop } from '../hop.ts';

/** Packets must come in where the route back to their source goes out: never so behind a tunnel. */
const STRICT = 1;

function noTunnel(name: string, all: string[]): Broken {
  return {
    node: name,
    seen: {
      en: `${name} has no tunnel device that is up (${all.join(', ') || 'none at all'})`,
      zh: `${name} 上没有启用的隧道设备（${all.join('、') || '一个也没有'}）`,
    },
    expected: { en: `tunl0 of ${name} is up`, zh: `${name} 的 tunl0 已启用` },
    evidence: all.map((device) => `${name} ${device} is down`),
    hints: [
      {
        en: `An IPIP packet arrives at ${name}: who takes its wrapping off?`,
        zh: `IPIP 包到了 ${name}：谁来拆外层？`,
      },
      { en: `The devices of ${name}: ip link.`, zh: `${name} 的设备：ip link。` },
      { en: 'modprobe ipip; ip link set tunl0 up', zh: 'modprobe ipip; ip link set tunl0 up' },
    ],
  };
}

function strict(name: string, device: string): Broken {
  const key = `net.ipv4.conf.${device}.rp_filter`;
  return {
    node: name,
    seen: {
      en: `${name} drops what comes out of ${device}: rp_filter is ${STRICT} there, and the way back is another device`,
      zh: `${name} 丢弃了从 ${device} 出来的包：那里的 rp_filter 为 ${STRICT}，而回程走的是别的网卡`,
    },
    expected: { en: `rp_filter 0 or 2 on ${device} of ${name}`, zh: `${name} 的 ${device} 上 rp_filter 为 0 或 2` },
    evidence: [`${name} rp_filter on ${device} (larger of all and ${device}) = ${STRICT}`],
    hints: [
      {
        en: `${name} unwraps the packet: does it believe its source?`,
        zh: `${name} 拆开了包：它相信里面的源地址吗？`,
      },
      {
        en: `rp_filter on ${name}: in force is the larger value of all and of ${device}.`,
        zh: `${name} 上的 rp_filter：起作用的是 all 和 ${device} 两者中较大的值。`,
      },
      {
        en: `sysctl -w net.ipv4.conf.all.rp_filter=0 ${key}=0`,
        zh: `sysctl -w net.ipv4.conf.all.rp_filter=0 ${key}=0`,
      },
    ],
  };
}

export const serverTunnel: Hop = ({ snapshot, way: { destinations, servers } }) => {
  if (destinations?.method !== 'tun') return undefined;
  return firstOf(servers, ({ node: { name } }) => {
    const { links, sysctls } = nodeSeen(snapshot, name);
    const tunnels = links.filter(({ mac, isLoopback }) => mac === undefined && !isLoopback);
    const live = tunnels.filter(({ isUp }) => isUp).map((link) => link.name);
    const [device] = live;
    if (device === undefined)
      return noTunnel(
        name,
        tunnels.map((link) => link.name),
      );
    const isStrict = (at: string): boolean => effectiveSysctl(sysctls, `net.ipv4.conf.${at}.rp_filter`) === STRICT;
    return live.every(isStrict) ? strict(name, device) : undefined;
  });
};
