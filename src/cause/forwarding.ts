/** Whether a router passes packets on: ip_forward, its route, its packet filter. Pure. */
import { readAddresses, type Packets } from '../checks/rule-match.ts';
import { wrongSysctl } from '../checks/sysctl.ts';
import type { Lab, LabNode } from '../lab/lab.ts';
import { nodeSeen, type Snapshot } from '../observe/snapshot.ts';
import { dropOf, packetsOf } from './filter.ts';
import type { Broken } from './hop.ts';
import { wrongRoute } from './routing.ts';
import { interfaceToward } from './topology.ts';
import type { Way } from './way.ts';

export interface Crossing {
  lab: Lab;
  snapshot: Snapshot;
  way: Way;
  router: LabNode;
  from: string;
  /** An address of the machine that sends them, which may be on another side than `from`. */
  sender?: string;
  to: string;
  /** Whether the packets are the reply's. */
  isReply: boolean;
  /** Whether they go in a tunnel, from end to end of it. */
  isTunnelled?: boolean;
}

function notEnabled({ snapshot, router: { name } }: Crossing): Broken | undefined {
  const seen = nodeSeen(snapshot, name);
  const key = wrongSysctl(seen, 'net.ipv4.ip_forward', [1]);
  if (key === undefined) return undefined;
  const value = seen.sysctls[key];
  return {
    node: name,
    seen: {
      en: `${name} does not forward packets: ${key} is ${value}`,
      zh: `${name} 不转发数据包：${key} 为 ${value}`,
    },
    expected: { en: `${key} = 1 on ${name}`, zh: `${name} 上 ${key} = 1` },
    evidence: [`${name} ${key} = ${value}`],
    hints: [
      {
        en: `Does ${name} pass on packets that are not addressed to itself?`,
        zh: `不是发给 ${name} 自己的包，它会转发吗？`,
      },
      { en: `The sysctl ${key} on ${name}.`, zh: `${name} 上的内核参数 ${key}。` },
      { en: `sysctl -w ${key}=1`, zh: `sysctl -w ${key}=1` },
    ],
  };
}

function astray({ lab, snapshot, router, to }: Crossing): Broken | undefined {
  const wrong = wrongRoute(lab, snapshot, router, to);
  if (!wrong) return undefined;
  const { name } = router;
  return {
    ...wrong,
    node: name,
    hints: [
      { en: `Where does ${name} pass on what goes to ${to}?`, zh: `${name} 把发往 ${to} 的包转到哪里？` },
      { en: `The routes of ${name}.`, zh: `${name} 的路由表。` },
      { en: `ip route get ${to}`, zh: `ip route get ${to}` },
    ],
  };
}

function dropped({
  lab,
  snapshot,
  way,
  router,
  from,
  sender = from,
  to,
  isReply,
  isTunnelled,
}: Crossing): Broken | undefined {
  const { name } = router;
  const input = interfaceToward(lab, router, sender)?.name;
  const output = interfaceToward(lab, router, to)?.name;
  const packets: Packets = isTunnelled
    ? { sources: readAddresses(from), destinations: readAddresses(to), protocol: '4', input, output }
    : packetsOf(way, { source: from, destination: to, isReply, input, output });
  const rule = dropOf(nodeSeen(snapshot, name), 'FORWARD', packets);
  if (rule === undefined) return undefined;
  return {
    node: name,
    seen: {
      en: `${name} drops what goes from ${from} to ${to}: ${rule}`,
      zh: `${name} 丢弃了从 ${from} 到 ${to} 的包：${rule}`,
    },
    expected: { en: `the chain FORWARD of ${name} lets them through`, zh: `${name} 的 FORWARD 链放行这些包` },
    evidence: [`${name} ${rule}`],
    hints: [
      { en: `Which rule on ${name} do these packets meet?`, zh: `这些包在 ${name} 上会遇到哪条规则？` },
      { en: `The chain FORWARD of ${name}, and its packet counts.`, zh: `${name} 的 FORWARD 链，以及规则的包计数。` },
      {
        en: `iptables -L FORWARD -nv --line-numbers, then iptables -D FORWARD NUMBER`,
        zh: `iptables -L FORWARD -nv --line-numbers，再 iptables -D FORWARD 行号`,
      },
    ],
  };
}

export const judgeForwarding = (crossing: Crossing): Broken | undefined =>
  notEnabled(crossing) ?? astray(crossing) ?? dropped(crossing);
