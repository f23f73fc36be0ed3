import type { Text } from '../lab/primitives.ts';
import { nodeSeen, vrrpInstanceOf, type Snapshot } from '../probes/snapshot.ts';
import { configuredState } from '../parsers/keepalived-conf.ts';
import type { VrrpInstance } from '../parsers/keepalived-json.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'vrrp-agreement'>;

export interface Member extends VrrpInstance {
  node: string;
  /** MASTER or BACKUP, as the configuration says. */
  configured: string | undefined;
}

/** The nodes' instances with the address, in the order of the nodes; nodes without one are left out. */
export const membersOf = (snapshot: Snapshot, nodes: string[], vip: string): Member[] =>
  nodes.flatMap((node) => {
    const instance = vrrpInstanceOf(snapshot, node, vip);
    if (!instance) return [];
    const configured = configuredState(nodeSeen(snapshot, node).keepalived?.configuration ?? [], instance.name);
    return [{ ...instance, node, configured }];
  });

const describe = ({ node, name, configured, ...vrrp }: Member): string =>
  `${node} ${name}: state ${configured ?? 'BACKUP'}, interface ${vrrp.interface}, version ${vrrp.version}, virtual_router_id ${vrrp.virtualRouterId}, priority ${vrrp.priority}, advert_int ${vrrp.advertIntervalMs / 1000}, ${vrrp.password === undefined ? 'no auth_pass' : `auth_pass ${vrrp.password}`}`;

/** What must be the same on both, and what it does when it is not. */
const SAME: { name: string; of: (member: Member) => string; en: string; zh: string }[] = [
  {
    name: 'VRRP version',
    of: ({ version }) => String(version),
    en: 'they do not understand each other',
    zh: '彼此听不懂',
  },
  {
    name: 'virtual_router_id',
    of: ({ virtualRouterId }) => String(virtualRouterId),
    en: 'they are two routers, and each takes the address',
    zh: '它们成了两个虚拟路由器，各自都会占用 VIP',
  },
  {
    name: 'advert_int',
    of: ({ advertIntervalMs }) => String(advertIntervalMs / 1000),
    en: 'each throws the advertisements of the other away',
    zh: '互相丢弃对方的通告',
  },
  {
    name: 'auth_pass',
    // Eight bytes are sent, whatever is written.
    of: ({ password }) => password?.slice(0, 8) ?? '-',
    en: 'each throws the advertisements of the other away',
    zh: '互相丢弃对方的通告',
  },
];

/** What keeps instances from being one router; undefined when they are. Never throws. */
export function disagreement(members: Member[]): Text | undefined {
  const [first, ...others] = members;
  if (!first) return undefined;
  for (const other of others) {
    const rule = SAME.find(({ of }) => of(first) !== of(other));
    if (!rule) continue;
    const both = `${first.node} ${rule.of(first)}, ${other.node} ${rule.of(other)}`;
    return {
      en: `${rule.name} differs (${both}): ${rule.en}`,
      zh: `${rule.name} 不一致（${both}）：${rule.zh}`,
    };
  }
  return undefined;
}

function misordered(members: Member[]): Text | undefined {
  const [first, ...others] = members;
  const rival = others.find((other) => first && other.priority >= first.priority);
  if (first && rival) {
    const same = rival.priority === first.priority;
    return {
      en: `${rival.node} has priority ${rival.priority} and ${first.node} ${first.priority}: ${same ? 'nobody is preferred, and the address does not come back after a failover' : `${rival.node} becomes master`}`,
      zh: `${rival.node} 的优先级是 ${rival.priority}，${first.node} 是 ${first.priority}：${same ? '分不出主备，故障切换之后 VIP 不会回来' : `${rival.node} 会成为主`}`,
    };
  }
  const deaf = members.find(({ dropsItsOwn }) => dropsItsOwn);
  return (
    deaf && {
      en: `keepalived's own firewall on ${deaf.node} drops what comes for the address${deaf.strict ? ': vrrp_strict does that' : ': no_accept does that'}`,
      zh: `${deaf.node} 上 keepalived 自己的防火墙丢弃发往 VIP 的包：这是 ${deaf.strict ? 'vrrp_strict' : 'no_accept'} 的作用`,
    }
  );
}

export const kind: CheckKind<Parameters, undefined> = {
  judge({ address: vip, nodes }, { snapshot }) {
    const members = membersOf(snapshot, nodes, vip);
    const evidence = members.map(describe);
    const without = nodes.filter((node) => !members.some((member) => member.node === node));
    if (without.length > 0) {
      const names = without.join(', ');
      return fail(
        {
          en: `keepalived on ${names} runs no VRRP instance with ${vip}`,
          zh: `${names} 的 keepalived 没有运行带 ${vip} 的 VRRP 实例`,
        },
        ...evidence,
      );
    }
    const reason = disagreement(members) ?? misordered(members);
    return reason ? fail(reason, ...evidence) : pass(...evidence);
  },
};
