import type { WireResult } from '../probes/probes.ts';
import { hasMac } from '../probes/snapshot.ts';
import type { Frame } from '../parsers/tcpdump.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import {
  countBySender,
  hostOf,
  isReply,
  isRequest,
  listCounts,
  nameOf,
  noReply,
  observeWire,
  packetsIn,
  requestsOf,
  serverAt,
} from './wire.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

const WORDS = {
  dr: { en: 'direct routing', zh: '直接路由 (DR)' },
  tun: { en: 'how tunnels answer', zh: '隧道模式 (TUN) 的应答' },
};

type Parameters = CheckOf<'direct-return'>;

export const kind: CheckKind<Parameters, WireResult> = {
  observe: observeWire,
  judge({ from, url, director, servers, method, router }, { snapshot, observed }) {
    const vip = hostOf(url);
    const { evidence: sent, astray } = requestsOf({ from, url, director }, { snapshot, observed });
    const replies = observed.atClient.filter((frame) => isReply(frame, vip));
    // The director's capture may have frames of others, which a bridge floods while it does not know a MAC.
    const isOf = (node: string, mac: string): boolean => hasMac(snapshot, node, mac);
    const toServer = {
      dr: (frame: Frame) => isRequest(frame, vip) && servers.some((server) => isOf(server, frame.destinationMac)),
      tun: ({ packet }: Frame) =>
        packet.type === 'ip' &&
        packet.inner?.destination.address === vip &&
        serverAt(snapshot, servers, packet.destination.address, vip) !== undefined,
    };
    const forwarded = observed.atDirector.filter((frame) => isOf(director, frame.sourceMac) && toServer[method](frame));
    const [wrapped] = packetsIn(forwarded);
    const how = {
      dr: `still addressed to ${vip}, with a real server's MAC`,
      tun: `each in a packet to a real server${wrapped?.inner ? `: ${wrapped.source.address} > ${wrapped.destination.address} around ${wrapped.inner.source.address} > ${vip}` : ''}`,
    };
    const crossing = observed.atDirector.filter(
      (frame) => isReply(frame, vip) && (isOf(director, frame.destinationMac) || isOf(director, frame.sourceMac)),
    );
    const evidence = [
      sent,
      `${director} passed ${forwarded.length} frames on, ${how[method]}`,
      `${director} saw ${crossing.length} frames of the replies`,
      `replies came to ${from} from ${listCounts(countBySender(replies, snapshot))}`,
    ];
    if (astray) return fail(astray, ...evidence);
    if (forwarded.length === 0) {
      return fail(
        { en: `${director} passed no request on to a real server`, zh: `${director} 没有把任何请求转发给真实服务器` },
        ...evidence,
      );
    }
    const last = router === undefined ? servers : [router];
    const indirect = replies.find(({ sourceMac }) => !last.some((node) => isOf(node, sourceMac)));
    if (crossing.length > 0 || indirect) {
      const name = indirect ? nameOf(snapshot, indirect.sourceMac) : director;
      return fail(
        {
          en: `replies come back through ${name}: this is not ${WORDS[method].en}`,
          zh: `应答经过 ${name} 返回：这不是${WORDS[method].zh}`,
        },
        ...evidence,
      );
    }
    return replies.length === 0 ? fail(noReply(from, vip), ...evidence) : pass(...evidence);
  },
};
