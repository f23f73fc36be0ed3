/** Whether a router passes packets on: ip_forward, its route, its packet filter. Pure. */
import { readAddresses, type Packets } from '../checks/rule-match.ts';
import { wrongSysctl } from '../checks/sysctl.ts';
import type { LabNode } from '../lab/lab.ts';
import type { RouteQuestion } from '../probes/follow.ts';
import { nodeSeen } from '../probes/snapshot.ts';
import { brokenBy, dropAt } from './drops.ts';
import type { Hook } from '../checks/packet-filter.ts';
import { packetsOf } from './filter.ts';
import type { Broken, Sight } from './hop.ts';
import { wrongRoute } from './routing.ts';
import { interfaceToward } from './topology.ts';
import { sentOn } from './trail.ts';
import type { Way } from './way.ts';

const HOOKS: readonly Hook[] = ['INGRESS', 'PREROUTING', 'FORWARD', 'POSTROUTING'];

export interface Crossing {
  sight: Sight;
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

/** What the kernel of the router is asked about such packets. */
export function crossingQuestion({ sight: { lab }, router, from, sender = from, to }: Crossing): RouteQuestion {
  return { node: router.name, to, from, input: interfaceToward(lab, router, sender)?.name };
}

/** A kernel forwards what comes in by a device whose own `forwarding` is 1; writing ip_forward writes that of all devices. */
function notEnabled(crossing: Crossing): Broken | undefined {
  const { sight, router } = crossing;
  const { name } = router;
  const seen = nodeSeen(sight.snapshot, name);
  const { input } = crossingQuestion(crossing);
  const own = `net.ipv4.conf.${input?.replaceAll('.', '/')}.forwarding`;
  if (seen.sysctls[own] === '1') return undefined;
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

function astray(crossing: Crossing): Broken | undefined {
  const { sight, router, to } = crossing;
  const { from, input } = crossingQuestion(crossing);
  const wrong = wrongRoute(sight, router, to, { from, input });
  if (!wrong) return undefined;
  const { name } = router;
  return {
    ...wrong,
    node: name,
    hints: [
      { en: `Where does ${name} pass on what goes to ${to}?`, zh: `${name} 把发往 ${to} 的包转到哪里？` },
      {
        en: `The routes and the rules of ${name}: ip route, ip rule.`,
        zh: `${name} 的路由表和策略：ip route、ip rule。`,
      },
      { en: `ip route get ${to}`, zh: `ip route get ${to}` },
    ],
  };
}

function dropped(crossing: Crossing): Broken | undefined {
  const { sight, way, router, from, sender = from, to, isReply, isTunnelled } = crossing;
  const { lab } = sight;
  const { name } = router;
  const input = interfaceToward(lab, router, sender)?.name;
  const output = interfaceToward(lab, router, to)?.name;
  const packets: Packets = isTunnelled
    ? { sources: readAddresses(from), destinations: readAddresses(to), protocol: '4', input, output }
    : packetsOf(way, { source: from, destination: to, isReply, input, output });
  const direction = isReply ? 'back' : 'there';
  const drop = dropAt(sight, {
    node: name,
    hooks: HOOKS,
    direction,
    written: (hook) => (hook === 'FORWARD' ? [packets] : []),
  });
  if (!drop) return undefined;
  return brokenBy(sight, name, drop, { en: `what goes from ${from} to ${to}`, zh: `从 ${from} 到 ${to} 的包` });
}

/** A router that was seen to send all of it on has neither its sysctl nor its route wrong; a filter may drop some. */
export function judgeForwarding(crossing: Crossing): Broken | undefined {
  const { sight, router, isReply } = crossing;
  // Where all were answered it is the way itself that is wrong.
  const isThrough =
    sight.trails?.some(({ isAnswered }) => !isAnswered) &&
    sentOn(sight.trails, router.name, isReply ? 'reply' : 'request');
  return (isThrough ? undefined : (notEnabled(crossing) ?? astray(crossing))) ?? dropped(crossing);
}
