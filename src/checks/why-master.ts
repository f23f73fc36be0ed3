/** Why a director is master that should not be: advertisements that did not come, or a priority that was lowered. Pure. */
import type { Text } from '../lab/primitives.ts';
import type { ConfStatement } from '../parsers/keepalived-conf.ts';
import { nodeSeen, type Snapshot } from '../probes/snapshot.ts';
import { takerOf } from './packet-filter.ts';
import { readAddresses } from './rule-match.ts';
import { disagreement, membersOf, type Member } from './vrrp-agreement.ts';

/** Where VRRP sends to unless it is told otherwise. */
const GROUP = '224.0.0.18';

/** How many lost advertisements a backup waits for unless it is told otherwise. */
const DOWN_TIMER_ADVERTS = 3;

/** The block of an instance in the file that keepalived runs from. */
const instanceBlock = (snapshot: Snapshot, { node, name }: Member): ConfStatement[] =>
  (nodeSeen(snapshot, node).keepalived?.configuration ?? []).find(
    ({ words }) => words[0] === 'vrrp_instance' && words[1] === name,
  )?.block ?? [];

/** Where an instance sends its advertisements by unicast; undefined: by multicast. */
function peersOf(snapshot: Snapshot, member: Member): string[] | undefined {
  const peers = instanceBlock(snapshot, member).find(({ words }) => words[0] === 'unicast_peer');
  return peers?.block.flatMap(({ words }) => words[0] ?? []);
}

/** Of the interface of the instance, without the address that moves. */
const ownAddresses = (snapshot: Snapshot, { node, interface: device }: Member, vip: string): string[] =>
  nodeSeen(snapshot, node)
    .addresses.filter((one) => one.device === device && one.address !== vip && readAddresses(one.address) !== undefined)
    .map(({ address }) => address);

/** Why advertisements of one do not come to the other, which would be a backup if they did. */
function whyUnheard(snapshot: Snapshot, from: Member, to: Member, vip: string): Text | undefined {
  const peers = peersOf(snapshot, from);
  const [source] = ownAddresses(snapshot, from, vip);
  const targets = ownAddresses(snapshot, to, vip);
  const destination = peers ? peers.find((peer) => targets.includes(peer)) : GROUP;
  const packets = {
    sources: source === undefined ? undefined : readAddresses(source),
    destinations: destination === undefined ? undefined : readAddresses(destination),
    protocol: 'vrrp',
    state: peers ? undefined : 'NEW',
  } as const;
  const leaving = { ...packets, output: from.interface };
  const coming = { ...packets, input: to.interface };
  const places = [
    { node: from.node, rule: takerOf(nodeSeen(snapshot, from.node), ['OUTPUT', 'POSTROUTING'], leaving) },
    { node: to.node, rule: takerOf(nodeSeen(snapshot, to.node), ['INGRESS', 'PREROUTING', 'INPUT'], coming) },
  ];
  const place = places.find(({ rule }) => rule !== undefined);
  if (place) {
    return {
      en: `the firewall of ${place.node} drops advertisements of VRRP: ${place.rule}`,
      zh: `${place.node} 的防火墙丢弃 VRRP 通告：${place.rule}`,
    };
  }
  if (to.authenticationFailures > 0) {
    return {
      en: `${to.node} threw ${to.authenticationFailures} advertisements away for their password`,
      zh: `${to.node} 因为密码不符丢弃了 ${to.authenticationFailures} 个通告`,
    };
  }
  if (to.received > 0 || from.sent === 0) return undefined;
  const heard = {
    en: `${to.node} received none of the ${from.sent} advertisements that ${from.node} sent`,
    zh: `${from.node} 发送的 ${from.sent} 个通告，${to.node} 一个也没有收到`,
  };
  if (!peers || destination !== undefined) return heard;
  return {
    en: `${heard.en}: they go to ${peers.join(', ')} (unicast_peer), and ${to.node} has ${targets.join(', ')}`,
    zh: `${heard.zh}：它们发往 ${peers.join('、')}（unicast_peer），而 ${to.node} 的地址是 ${targets.join('、')}`,
  };
}

/** Why each believes to be alone; undefined when nothing that was seen explains it. */
export function whySplit(snapshot: Snapshot, members: Member[], vip: string): Text | undefined {
  const differs = disagreement(members);
  if (differs) return differs;
  const [first, ...others] = members.toSorted((a, b) => b.effectivePriority - a.effectivePriority);
  for (const other of others) {
    const why = first && whyUnheard(snapshot, first, other, vip);
    if (why) return why;
  }
  return undefined;
}

/** Why the other one is master; undefined when nothing that was seen explains it. */
export function whyNotMaster(members: Member[], holder: string, owner: string): Text | undefined {
  const [has, should] = [holder, owner].map((name) => members.find(({ node }) => node === name));
  if (!has || !should) return undefined;
  const { priority, effectivePriority, state } = should;
  if (state === 'fault') {
    return {
      en: `${owner}'s instance ${should.name} is in state FAULT: something that it tracks has failed`,
      zh: `${owner} 的实例 ${should.name} 处于 FAULT 状态：它跟踪的对象出了故障`,
    };
  }
  if (effectivePriority < priority && effectivePriority <= has.effectivePriority) {
    return {
      en: `tracking has lowered ${owner}'s priority from ${priority} to ${effectivePriority}, and ${holder} has ${has.effectivePriority}`,
      zh: `跟踪把 ${owner} 的优先级从 ${priority} 降到了 ${effectivePriority}，而 ${holder} 是 ${has.effectivePriority}`,
    };
  }
  return undefined;
}

/** Why a backup waits longer than for three advertisements; undefined when its file says nothing of it. */
export function whyPatient(snapshot: Snapshot, backup: string, vip: string): Text | undefined {
  const [member] = membersOf(snapshot, [backup], vip);
  const line = member && instanceBlock(snapshot, member).find(({ words }) => words[0] === 'down_timer_adverts');
  const lost = Number(line?.words[1] ?? DOWN_TIMER_ADVERTS);
  if (lost === DOWN_TIMER_ADVERTS) return undefined;
  const file = nodeSeen(snapshot, backup).keepalived?.configFile ?? '-';
  return {
    en: `keepalived on ${backup} runs from ${file}, where down_timer_adverts ${lost} makes it wait for ${lost} lost advertisements`,
    zh: `${backup} 的 keepalived 使用 ${file}，其中 down_timer_adverts ${lost} 让它等待 ${lost} 个通告丢失`,
  };
}
