import type { WireResult } from '../probes/probes.ts';
import { describeRequest, lossReason, whyNoPage } from './http-reason.ts';
import { hasPage } from '../probes/http-result.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import { hostOf, isReply, nameOf, observeWire, packetsIn, serverAt } from './wire.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

/** Fewer may get the same server twice in a row by a hash of their addresses. */
const LEAST_AT_ONCE = 8;
const ROUNDS_OF_MANY = 4;
/** Twice by chance: of clients that a hash spreads over two servers, four of ten thousand. */
const MOST_ALONE = 2;

type Parameters = CheckOf<'distribution'>;

const isMany = ({ sources }: Pick<Parameters, 'sources'>): boolean => sources >= LEAST_AT_ONCE;

/**
 * Rounds of clients that ask at once and all get the same server: of servers that are in service in turns alone, nearly all; of clients
 * that are spread at all, one of a hundred and more.
 */
function roundsOfOne(served: Record<string, Set<string>>, clients: string[], atOnce: number): number {
  const serverOf = (client: string): string | undefined =>
    Object.keys(served).find((server) => served[server]?.has(client));
  const rounds = Array.from({ length: Math.ceil(clients.length / atOnce) }, (_, round) =>
    clients.slice(round * atOnce, (round + 1) * atOnce).map(serverOf),
  );
  return rounds.filter((round) => new Set(round).size === 1).length;
}

export const kind: CheckKind<Parameters, WireResult> = {
  observe: (parameters, probes) =>
    observeWire(
      parameters,
      probes,
      ({ requests }) => !isMany(parameters) || requests.length >= ROUNDS_OF_MANY * parameters.sources,
    ),
  judge({ from, url, servers, sources }, { snapshot, observed }) {
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
    const clients = observed.requests.map(({ source }) => source);
    const alone = isMany({ sources }) && servers.length > 1 ? roundsOfOne(served, clients, sources) : 0;
    if (alone >= MOST_ALONE) {
      return fail(
        {
          en: `${alone} times ${sources} new clients asked at once and one server alone served all of them: the others were out of service`,
          zh: `有 ${alone} 次，${sources} 个新客户端同时访问，都只由一台服务器处理：其余的当时不在服务中`,
        },
        ...evidence,
      );
    }
    return pass(...evidence);
  },
};
