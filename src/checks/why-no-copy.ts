/** Why a connection of one director is not copied to another one: their daemons, and the packet filters between them. Pure. */
import type { Text } from '../lab/primitives.ts';
import type { SyncDaemon } from '../parsers/ipvsadm-settings.ts';
import { nodeSeen, type Snapshot } from '../probes/snapshot.ts';
import { takerOf } from './packet-filter.ts';
import { readAddresses } from './rule-match.ts';

/** Where the kernel sends copies to unless it is told otherwise. */
const GROUP = '224.0.0.81';
const PORT = 8848;

const daemonsOf = (snapshot: Snapshot, node: string): SyncDaemon[] => nodeSeen(snapshot, node).ipvs?.syncDaemons ?? [];

const withRole = (snapshot: Snapshot, node: string, role: SyncDaemon['role']): SyncDaemon | undefined =>
  daemonsOf(snapshot, node).find((one) => one.role === role);

const target = ({ group = GROUP, port = PORT }: SyncDaemon): string => `${group}:${port}`;

function lacks(snapshot: Snapshot, node: string, role: SyncDaemon['role']): Text {
  const others = daemonsOf(snapshot, node).map((one) => one.role);
  return {
    en: `${node} runs no sync daemon as ${role} (it runs: ${others.join(', ') || 'none'})`,
    zh: `${node} 没有运行 ${role} 角色的同步进程（运行的是：${others.join('、') || '没有'}）`,
  };
}

/** The rule that takes copies, on either of the two. */
function taken(snapshot: Snapshot, from: string, to: string, sends: SyncDaemon, takes: SyncDaemon): Text | undefined {
  const port = sends.port ?? PORT;
  const packets = {
    destinations: readAddresses(sends.group ?? GROUP),
    protocol: 'udp',
    destinationPorts: [port, port],
    state: 'NEW',
  } as const;
  const leaving = { ...packets, output: sends.device };
  const coming = { ...packets, input: takes.device };
  const places = [
    { node: from, rule: takerOf(nodeSeen(snapshot, from), ['OUTPUT', 'POSTROUTING'], leaving) },
    { node: to, rule: takerOf(nodeSeen(snapshot, to), ['INGRESS', 'PREROUTING', 'INPUT'], coming) },
  ];
  const place = places.find(({ rule }) => rule !== undefined);
  return (
    place && {
      en: `the firewall of ${place.node} drops what the sync daemons say to ${target(sends)}: ${place.rule}`,
      zh: `${place.node} 的防火墙丢弃同步进程发往 ${target(sends)} 的包：${place.rule}`,
    }
  );
}

/** Undefined when nothing that was seen explains it. */
export function whyNoCopy(snapshot: Snapshot, from: string, to: string): Text | undefined {
  const sends = withRole(snapshot, from, 'master');
  if (!sends) return lacks(snapshot, from, 'master');
  const takes = withRole(snapshot, to, 'backup');
  if (!takes) return lacks(snapshot, to, 'backup');
  // A backup with syncid 0 takes copies of all.
  if (takes.syncId !== 0 && takes.syncId !== sends.syncId) {
    return {
      en: `${from} sends copies with syncid ${sends.syncId}, and ${to} takes only those with ${takes.syncId}`,
      zh: `${from} 发送的同步消息 syncid 是 ${sends.syncId}，而 ${to} 只接受 ${takes.syncId}`,
    };
  }
  if (target(sends) !== target(takes)) {
    return {
      en: `${from} sends copies to ${target(sends)}, and ${to} listens to ${target(takes)}`,
      zh: `${from} 把同步消息发往 ${target(sends)}，而 ${to} 接收的是 ${target(takes)}`,
    };
  }
  return taken(snapshot, from, to, sends, takes);
}
