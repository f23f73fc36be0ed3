import { z } from 'zod';
import type { WireResult } from '../observe/probes.ts';
import { hasMac } from '../observe/snapshot.ts';
import { fail, httpRequest, pass, type CheckKind } from './kind.ts';
import {
  countBySender,
  hostOf,
  isReply,
  isRequest,
  listCounts,
  nameOf,
  observeWire,
  requestsOf,
  wireFields,
  wireNodes,
} from './wire.ts';

export const schema = z.strictObject({ ...wireFields, kind: z.literal('direct-return') }).meta({
  description:
    'Direct routing on the wire: the request crosses the director, the reply comes straight from the real server',
});

type Parameters = z.output<typeof schema>;

export const kind: CheckKind<Parameters, WireResult> = {
  nodes: wireNodes,
  request: httpRequest,
  observe: observeWire,
  judge({ from, url, director, servers }, { snapshot, observed }) {
    const vip = hostOf(url);
    const { evidence: sent, astray } = requestsOf({ from, url, director }, { snapshot, observed });
    const replies = observed.atClient.filter((frame) => isReply(frame, vip));
    // The director's capture may have frames of others, which a bridge floods while it does not know a MAC.
    const isOf = (node: string, mac: string): boolean => hasMac(snapshot, node, mac);
    const forwarded = observed.atDirector.filter(
      (frame) =>
        isRequest(frame, vip) &&
        isOf(director, frame.sourceMac) &&
        servers.some((server) => isOf(server, frame.destinationMac)),
    );
    const crossing = observed.atDirector.filter(
      (frame) => isReply(frame, vip) && (isOf(director, frame.destinationMac) || isOf(director, frame.sourceMac)),
    );
    const evidence = [
      sent,
      `${director} passed ${forwarded.length} frames on, still addressed to ${vip}, with a real server's MAC`,
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
    const indirect = replies.find((frame) => !servers.some((server) => isOf(server, frame.sourceMac)));
    if (crossing.length > 0 || indirect) {
      const name = indirect ? nameOf(snapshot, indirect.sourceMac) : director;
      return fail(
        {
          en: `replies come back through ${name}: this is not direct routing`,
          zh: `应答经过 ${name} 返回：这不是直接路由 (DR)`,
        },
        ...evidence,
      );
    }
    if (replies.length === 0) {
      return fail(
        { en: `no reply from ${vip} reached ${from}`, zh: `${from} 没有收到来自 ${vip} 的应答` },
        ...evidence,
      );
    }
    return pass(...evidence);
  },
};
