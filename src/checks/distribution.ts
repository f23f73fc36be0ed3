import { z } from 'zod';
import type { WireResult } from '../observe/probes.ts';
import { describeRequest, hasPage, whyNoPage } from './http-reason.ts';
import { fail, httpRequest, pass, type CheckKind } from './kind.ts';
import { hostOf, isReply, nameOf, observeWire, wireFields, wireNodes } from './wire.ts';

export const schema = z.strictObject({ ...wireFields, kind: z.literal('distribution') }).meta({
  description:
    'Requests of new clients reach every real server. Who served is read from the MAC of the reply, never from the order',
});

type Parameters = z.output<typeof schema>;

export const kind: CheckKind<Parameters, WireResult> = {
  nodes: wireNodes,
  request: httpRequest,
  observe: observeWire,
  judge({ from, url, servers }, { snapshot, observed }) {
    const vip = hostOf(url);
    // One SYN-ACK a connection, so these counts are connections.
    const accepted = observed.atClient.filter(
      (frame) => isReply(frame, vip) && frame.packet.type === 'ip' && frame.packet.tcpFlags === 'S.',
    );
    const served = Object.fromEntries(servers.map((server) => [server, 0]));
    for (const { sourceMac } of accepted) {
      const name = nameOf(snapshot, sourceMac);
      if (name in served) served[name] = (served[name] ?? 0) + 1;
    }
    const evidence = [
      ...observed.requests.map((request) => describeRequest(from, url, request)),
      ...Object.entries(served).map(([server, count]) => `${server} accepted ${count} connections`),
    ];
    const failed = observed.requests.find((request) => !hasPage(request));
    if (failed) return fail(whyNoPage(from, url, failed), ...evidence);
    const idle = servers.filter((server) => served[server] === 0);
    if (idle.length > 0) {
      const names = idle.join(', ');
      return fail(
        {
          en: `${names} served none of ${observed.requests.length} new clients`,
          zh: `${observed.requests.length} 个新客户端的请求没有一个由 ${names} 处理`,
        },
        ...evidence,
      );
    }
    return pass(...evidence);
  },
};
