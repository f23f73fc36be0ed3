/** Where no other hop says why: the machine that got the request, or its answer, last. What was seen is all that is said. */
import type { Text } from '../../lab/primitives.ts';
import { coreOf, endpoints } from '../../models/journey.ts';
import type { NodeFollowed } from '../../probes/follow.ts';
import { hasMac, nodeSeen } from '../../probes/snapshot.ts';
import { REVERSE_PATH, riseOf } from '../counters.ts';
import type { Broken, Hints, Hop, Sight } from '../hop.ts';
import type { Trail } from '../trail.ts';

const TOO_LARGE = 'Ip.FragFails';

/** Counters of the kernel that tell why it dropped a packet. */
const REASONS: Readonly<Record<string, Text>> = {
  [REVERSE_PATH]: {
    en: 'rp_filter: the way back to the source is another device',
    zh: 'rp_filter：回到源地址的路走的是另一块网卡',
  },
  'Ip.InAddrErrors': { en: 'it is for an address that the machine does not take', zh: '目的地址不归这台机器接收' },
  [TOO_LARGE]: {
    en: 'packets are larger than the MTU of the way on, and must not be cut',
    zh: '包比下一段路的 MTU 大，又不允许分片',
  },
  'Ip.OutNoRoutes': { en: 'the machine has no route for it', zh: '这台机器没有到目的地的路由' },
  'IpExt.InNoRoutes': { en: 'the machine has no route for it', zh: '这台机器没有到目的地的路由' },
  'TcpExt.ListenDrops': { en: 'the queue of the listening program is full', zh: '监听程序的队列已满' },
  'Ip.InHdrErrors': { en: 'its header or its TTL is wrong', zh: '包头或 TTL 有误' },
};

function reasonsOf(seen: NodeFollowed): { counter: string; rose: number; text: Text }[] {
  return Object.entries(REASONS).flatMap(([counter, text]) => {
    const rose = riseOf(seen, counter);
    return rose > 0 ? [{ counter, rose, text }] : [];
  });
}

/** Whom the machine asked for by ARP in vain. */
function unanswered({ snapshot, followed }: Sight, node: string): string | undefined {
  const frames = followed?.nodes[node]?.frames ?? [];
  const answered = new Set(frames.flatMap(({ packet }) => (packet.type === 'arp-reply' ? [packet.address] : [])));
  const asked = frames.flatMap(({ sourceMac, packet }) =>
    packet.type === 'arp-request' && packet.sender !== packet.target && hasMac(snapshot, node, sourceMac)
      ? [packet.target]
      : [],
  );
  return asked.find((address) => !answered.has(address));
}

const errorOf = ({ errors }: Trail): Trail['errors'][number] | undefined => errors.find(({ isOurs }) => isOurs);

function hintsOf(node: string): Hints {
  return [
    { en: `The packet is seen to reach ${node}: what becomes of it there?`, zh: `包到了 ${node}：之后去了哪里？` },
    {
      en: `On ${node}: ip address, ip route, ip rule, the packet filter, ipvsadm -Ln, ss -ltn.`,
      zh: `在 ${node} 上看：ip address、ip route、ip rule、包过滤规则、ipvsadm -Ln、ss -ltn。`,
    },
    {
      en: `tcpdump -e -nn -i any on ${node} while a client asks; nstat before and after`,
      zh: `客户端访问时在 ${node} 上 tcpdump -e -nn -i any；前后各看一次 nstat`,
    },
  ];
}

function seenOf({ way }: Sight, trail: Trail, asked: string | undefined, owner: string | undefined): Text {
  const { there, last, refusedBy } = trail;
  const { node, stage } = last;
  const error = errorOf(trail);
  if (refusedBy !== undefined) return { en: `${refusedBy} refuses the connection`, zh: `${refusedBy} 拒绝了连接` };
  if (error) return { en: `${error.from} says: ${error.text}`, zh: `${error.from} 报告：${error.text}` };
  if (asked !== undefined && owner !== undefined) {
    return {
      en: `${last.node} asks by ARP for ${asked}, and ${owner}, which has it, does not answer`,
      zh: `${last.node} 用 ARP 询问 ${asked}，拥有它的 ${owner} 没有应答`,
    };
  }
  if (asked !== undefined) {
    return {
      en: `${node} asks by ARP for ${asked}, and nobody answers`,
      zh: `${node} 用 ARP 询问 ${asked}，没有人应答`,
    };
  }
  if (there.length === 0) {
    return {
      en: `${way.client.name} sends nothing to ${way.request.address}`,
      zh: `${way.client.name} 没有向 ${way.request.address} 发出任何包`,
    };
  }
  if (stage === 'rest') {
    return {
      en: `the connection opens, and then ${node} passes on no more of it`,
      zh: `连接建立了，之后的包 ${node} 不再转发`,
    };
  }
  if (stage === 'reply') {
    return node === way.client.name
      ? { en: `an answer comes to ${node}, and no page`, zh: `${node} 收到了应答，却没有得到页面` }
      : { en: `the answer reaches ${node}, and ${node} does not pass it on`, zh: `应答到了 ${node}，${node} 没有转发` };
  }
  return {
    en: `the request reaches ${node}, and ${node} neither passes it on nor answers`,
    zh: `请求到了 ${node}，${node} 既不转发也不应答`,
  };
}

/** The connection opens, and what follows is too large for a machine on the way, which tells nobody. */
function stopperOf({ way, followed }: Sight, { last, there, back }: Trail): string | undefined {
  if (last.node !== way.client.name || back.length === 0) return undefined;
  return [...there, ...back]
    .map(({ from }) => from)
    .find((name) => {
      const seen = followed?.nodes[name];
      return seen !== undefined && riseOf(seen, TOO_LARGE) > 0;
    });
}

const placeOf = (sight: Sight, trail: Trail, owner: string | undefined): string =>
  trail.refusedBy ?? errorOf(trail)?.from ?? owner ?? stopperOf(sight, trail) ?? trail.last.node;

/** Who has the address, and is another machine of the lab. */
const ownerOf = ({ snapshot }: Sight, address: string | undefined): string | undefined =>
  Object.keys(snapshot).find((name) => nodeSeen(snapshot, name).addresses.some((one) => one.address === address));

/** A machine that the packets went to, though it is none of the lab's way, is where they went astray. */
function describe(sight: Sight, trail: Trail): Broken {
  const { way, followed } = sight;
  const asked = unanswered(sight, trail.last.node);
  const owner = ownerOf(sight, asked);
  const node = placeOf(sight, trail, owner);
  const known = followed?.nodes[node];
  const error = errorOf(trail);
  const seen = seenOf(sight, trail, asked, owner);
  const reasons = known && trail.refusedBy === undefined ? reasonsOf(known) : [];
  const [reason] = reasons;
  const hops = [...trail.there, ...trail.back];
  return {
    node: known ? node : way.client.name,
    seen: reason ? { en: `${seen.en}: ${reason.text.en}`, zh: `${seen.zh}：${reason.text.zh}` } : seen,
    expected: { en: `${way.client.name} gets an answer`, zh: `${way.client.name} 得到应答` },
    evidence: [
      ...hops.map(({ from, to, packet }) => `${from} > ${to}: ${endpoints(coreOf(packet))}`),
      ...(error ? [`${error.from}: ${error.text}`] : []),
      ...reasons.map(({ counter, rose }) => `${node} ${counter} rose by ${rose}`),
    ],
    hints: hintsOf(node),
  };
}

/** A packet in a wrapping that cannot be looked into seems to end where it was wrapped up. */
function isHidden({ way, followed }: Sight, { last }: Trail): boolean {
  const frames = way.directors.includes(last.node) ? (followed?.nodes[last.node]?.frames ?? []) : [];
  return frames.some(
    ({ packet }) =>
      packet.type === 'ip' &&
      packet.inner === undefined &&
      (packet.protocol === 'udp' || packet.protocol === 'other') &&
      way.servers.some(({ address }) => address === packet.destination.address),
  );
}

export const lost: Hop = (sight) => {
  const trail = sight.trails?.find((one) => !one.isAnswered && !isHidden(sight, one));
  return trail && describe(sight, trail);
};
