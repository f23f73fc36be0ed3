/** With tunnels: whether each real server unwraps what comes, and takes what was inside. */
import { findNode } from '../../lab/lab.ts';
import { effectiveSysctl } from '../../checks/sysctl.ts';
import { nodeSeen } from '../../probes/snapshot.ts';
import type { Link } from '../../parsers/ip-json.ts';
import { REVERSE_PATH, riseOf } from '../counters.ts';
import { firstOf, type Broken, type Hop, type Sight } from '../hop.ts';
import { hasAnswered } from '../trail.ts';
import type { WayServer } from '../way.ts';
import { methodOf } from './service.ts';

/** Packets must come in where the route back to their source goes out: never so behind a tunnel. */
const STRICT = 1;
/** There must be a route back, whichever; but on a device without an address the kernel is strict all the same. */
const LOOSE = 2;

/** As `ip` names devices that unwrap, by what tcpdump says of the packets. */
const UNWRAPPERS: Readonly<Record<string, string>> = { ipip: 'ipip', gre: 'gre' };

const state = ({ name, isUp, tunnel }: Link): string =>
  `${name}${tunnel === undefined ? '' : ` (${tunnel})`} is ${isUp ? 'up' : 'down'}`;
const stateZh = ({ name, isUp, tunnel }: Link): string =>
  `${name}${tunnel === undefined ? '' : `（${tunnel}）`}${isUp ? '已启用' : '没有启用'}`;

function noTunnel(name: string, all: Link[], complaint?: string): Broken {
  const says =
    complaint === undefined ? { en: '', zh: '' } : { en: `, it answers ${complaint}`, zh: `，它答复 ${complaint}` };
  return {
    node: name,
    seen: {
      en: `${name} has no tunnel device that is up and unwraps what the director sends: ${all.map(state).join(', ') || 'none at all'}${says.en}`,
      zh: `${name} 上没有已启用且能拆开调度器所发包的隧道设备：${all.map(stateZh).join('，') || '一个也没有'}${says.zh}`,
    },
    expected: { en: `tunl0 of ${name} is up`, zh: `${name} 的 tunl0 已启用` },
    evidence: [
      ...(complaint === undefined ? [] : [`${name}: ${complaint}`]),
      ...all.map((link) => `${name} ${state(link)}`),
    ],
    hints: [
      {
        en: `A wrapped packet arrives at ${name}: who takes its wrapping off?`,
        zh: `封装过的包到了 ${name}：谁来拆外层？`,
      },
      {
        en: `The devices of ${name}: ip -d link. How the director wraps: ipvsadm -Ln --tun-info.`,
        zh: `${name} 的设备：ip -d link。调度器怎样封装：ipvsadm -Ln --tun-info。`,
      },
      { en: 'modprobe ipip; ip link set tunl0 up', zh: 'modprobe ipip; ip link set tunl0 up' },
    ],
  };
}

function strict(name: string, device: string, value: number, rose: number | undefined): Broken {
  const key = `net.ipv4.conf.${device}.rp_filter`;
  const bare = value === LOOSE ? { en: ' and it has no address', zh: '，网卡上又没有地址' } : { en: '', zh: '' };
  return {
    node: name,
    seen: {
      en: `${name} drops what comes out of ${device}: rp_filter is ${value} there${bare.en}, and the way back is another device`,
      zh: `${name} 丢弃了从 ${device} 出来的包：那里的 rp_filter 为 ${value}${bare.zh}，而回程走的是别的网卡`,
    },
    expected: {
      en: `rp_filter 0 on ${device} of ${name}, or 2 and an address there`,
      zh: `${name} 的 ${device} 上 rp_filter 为 0，或者为 2 并有地址`,
    },
    evidence: [
      `${name} rp_filter on ${device} (larger of all and ${device}) = ${value}`,
      ...(rose === undefined ? [] : [`${name} ${REVERSE_PATH} rose by ${rose}`]),
    ],
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

/** What kind of device can unwrap what was seen to go to the server; undefined: nothing was, or any may. */
function unwrapperFor({ trails }: Sight, name: string): string | undefined {
  const outer = trails?.flatMap(({ there }) => there).find(({ to, packet }) => to === name && packet.inner)?.packet;
  return outer && UNWRAPPERS[outer.detail.startsWith('GRE') ? 'gre' : 'ipip'];
}

/** It said to the director that nothing there takes what it sends. */
function complaintOf({ lab, way, trails }: Sight, { node: { name } }: WayServer): string | undefined {
  const ours = way.directors.flatMap((one) => findNode(lab, one)?.interfaces.map(({ address }) => address) ?? []);
  const error = trails?.flatMap((trail) => trail.errors).find((one) => one.from === name && ours.includes(one.to));
  return error?.text;
}

export const serverTunnel: Hop = (sight) => {
  const { snapshot, way, followed, trails } = sight;
  if (methodOf(sight) !== 'tun') return undefined;
  return firstOf(way.servers, (server) => {
    const { name } = server.node;
    if (trails && hasAnswered(trails, name)) return undefined;
    const { links, sysctls, addresses } = nodeSeen(snapshot, name);
    const all = links.filter(({ mac, isLoopback }) => mac === undefined && !isLoopback);
    const kind = unwrapperFor(sight, name);
    const fitting = all.filter(({ tunnel }) => kind === undefined || tunnel === undefined || tunnel === kind);
    const live = fitting.filter(({ isUp }) => isUp).map((link) => link.name);
    const [device] = live;
    const complaint = complaintOf(sight, server);
    if (device === undefined || complaint !== undefined) return noTunnel(name, all, complaint);
    const valueAt = (at: string): number | undefined => effectiveSysctl(sysctls, `net.ipv4.conf.${at}.rp_filter`);
    const hasAddress = (at: string): boolean =>
      addresses.some(({ device: on, family }) => on === at && family === 'inet');
    const isStrict = (at: string): boolean => valueAt(at) === STRICT || (valueAt(at) === LOOSE && !hasAddress(at));
    const seen = followed?.nodes[name];
    const rose = seen && riseOf(seen, REVERSE_PATH);
    // The kernel counts what it drops so: where it was looked at and counted nothing, the setting did no harm.
    return live.every(isStrict) && rose !== 0 ? strict(name, device, valueAt(device) ?? STRICT, rose) : undefined;
  });
};
