import type { WireResult } from '../probes/probes.ts';
import { describeRequest, lossReason, whyNoPage } from './http-reason.ts';
import { hasPage } from '../probes/http-result.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import { hostOf, isReply, nameOf, observeWire, packetsIn, serverAt } from './wire.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'distribution'>;

export const kind: CheckKind<Parameters, WireResult> = {
  observe: observeWire,
  judge({ from, url, servers }, { snapshot, observed }) {
    const vip = hostOf(url);
    const accepted = observed.atClient.filter(
      (frame) => isReply(frame, vip) && frame.packet.type === 'ip' && frame.packet.tcpFlags === 'S.',
    );
    // By clients and not by frames: a kernel of its own hears what it sends once more.
    const served = Object.fromEntries(servers.map((server) => [server, new Set<string>()]));
    for (const { sourceMac, packet } of accepted) {
      if (packet.type === 'ip') served[nameOf(snapshot, sourceMac)]?.add(packet.destination.address);
    }
    // Replies that a director or a router passes on have its MAC: then it is whom the director sent a SYN to.
    for (const packet of packetsIn(observed.atDirector)) {
      const server = serverAt(snapshot, servers, packet.destination.address, vip);
      const { source, tcpFlags } = packet.inner ?? packet;
      if (server !== undefined && tcpFlags === 'S') served[server]?.add(source.address);
    }
    const evidence = [
      ...observed.requests.map((request) => describeRequest(from, url, request)),
      ...Object.entries(served).map(([server, clients]) => `${server} accepted ${clients.size} connections`),
    ];
    const failed = observed.requests.find((request) => !hasPage(request));
    if (failed) return fail(whyNoPage(from, url, failed), ...evidence);
    const [lossy] = observed.lossy;
    if (lossy) {
      const more = observed.lossy.map((request) => describeRequest(from, url, request));
      return fail(lossReason(from, url, lossy), ...evidence, ...more);
    }
    const idle = servers.filter((server) => served[server]?.size === 0);
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
