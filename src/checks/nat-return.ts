import type { WireResult } from '../probes/probes.ts';
import { hasMac } from '../probes/snapshot.ts';
import type { Frame, IpPacket } from '../parsers/tcpdump.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import {
  countBySender,
  hostOf,
  isReply,
  listCounts,
  nameOf,
  noReply,
  observeWire,
  packetsIn,
  requestsOf,
  serverAt,
} from './wire.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'nat-return'>;

const show = ({ source, destination }: IpPacket): string =>
  `${source.address}:${source.port} > ${destination.address}:${destination.port}`;

/** The first packet of `after` beside what it was before: the packet of the same client in `before`. */
function rewriting(before: Frame[], after: Frame[], clientIn: (packet: IpPacket) => string): string[] {
  const [written] = packetsIn(after);
  const read = written && packetsIn(before).find((packet) => clientIn(packet) === clientIn(written));
  return read ? [`${show(read)} became ${show(written)}`] : [];
}

const asker = ({ source }: IpPacket): string => `${source.address}:${source.port}`;
const asked = ({ destination }: IpPacket): string => `${destination.address}:${destination.port}`;

export const kind: CheckKind<Parameters, WireResult> = {
  observe: observeWire,
  judge({ from, url, director, servers }, { snapshot, observed }) {
    const vip = hostOf(url);
    const { evidence: sent, astray } = requestsOf({ from, url, director }, { snapshot, observed });
    const isServers = (address: string): boolean => serverAt(snapshot, servers, address, vip) !== undefined;
    const isDirectors = (mac: string): boolean => hasMac(snapshot, director, mac);
    const answers = observed.atClient.filter(
      ({ packet }) => packet.type === 'ip' && (packet.source.address === vip || isServers(packet.source.address)),
    );
    const across = (mac: 'sourceMac' | 'destinationMac', serversEnd: 'source' | 'destination'): Frame[] =>
      observed.atDirector.filter(
        (frame) =>
          frame.packet.type === 'ip' &&
          frame.packet.protocol === 'tcp' &&
          isDirectors(frame[mac]) &&
          isServers(frame.packet[serversEnd].address),
      );
    const forwarded = across('sourceMac', 'destination');
    const returned = across('destinationMac', 'source');
    const evidence = [
      sent,
      `${director} passed ${forwarded.length} frames of these clients on to addresses of the real servers`,
      ...rewriting(observed.atClient, forwarded, asker),
      `the real servers sent ${returned.length} frames to these clients through ${director}`,
      ...rewriting(returned, answers, asked),
      `replies came to ${from} from ${listCounts(countBySender(answers, snapshot))}`,
    ];
    if (astray) return fail(astray, ...evidence);
    if (forwarded.length === 0) {
      return fail(
        {
          en: `${director} passed no request on to the address of a real server with the client's own as its source`,
          zh: `${director} 没有把任何请求以客户端自己的源地址转发到真实服务器的地址`,
        },
        ...evidence,
      );
    }
    const past = answers.find((frame) => !isReply(frame, vip) || !isDirectors(frame.sourceMac));
    if (past || returned.length === 0) {
      const [packet] = past ? packetsIn([past]) : [];
      const name = past ? nameOf(snapshot, past.sourceMac) : servers.join(' / ');
      if (packet && name === director) {
        const sender = `${packet.source.address}:${packet.source.port}`;
        return fail(
          {
            en: `${director} passes replies on from ${sender}: nobody gives them the VIP as their source`,
            zh: `${director} 转发的应答源地址是 ${sender}：没有人把它改回 VIP`,
          },
          ...evidence,
        );
      }
      return fail(
        {
          en: `${name} answers past ${director}${packet ? `, from ${packet.source.address}:${packet.source.port}` : ''}: nobody gives the reply the VIP as its source`,
          zh: `${name} 的应答没有经过 ${director}${packet ? `，源地址是 ${packet.source.address}:${packet.source.port}` : ''}：没有人把源地址改回 VIP`,
        },
        ...evidence,
      );
    }
    return answers.length === 0 ? fail(noReply(from, vip), ...evidence) : pass(...evidence);
  },
};
