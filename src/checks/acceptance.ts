import type { Text } from '../lab/primitives.ts';
import { coreOf, endpoints } from '../models/journey.ts';
import type { Delivery, WireResult } from '../probes/probes.ts';
import { hasMac } from '../probes/snapshot.ts';
import type { IpPacket } from '../parsers/tcpdump.ts';
import { judgeAddress } from './address.ts';
import { describeRequest } from './http-reason.ts';
import { fail, pass, type CheckKind, type Finding } from './kind.ts';
import { hostOf, isReply, isRequest, nameOf, observeWire, packetsIn } from './wire.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'acceptance'>;
type Tunnel = NonNullable<Parameters['tunnel']>;

/** As of the kinds that rest on a capture: then the same requests serve all. */
const SOURCES = 4;

/** Packets for the VIP in packets to the node. */
const wrappedIn = ({ atDirector }: WireResult, url: string, { address: to }: Tunnel): IpPacket[] =>
  packetsIn(atDirector).filter(
    ({ inner, destination }) => inner?.destination.address === hostOf(url) && destination.address === to,
  );

/** Of what the director wrapped up and sent to the node: from which clients it was, and what became of it. */
function judgeTunnel({ node, url }: Parameters, tunnel: Tunnel, observed: WireResult): Finding {
  const { director } = tunnel;
  const vip = hostOf(url);
  const wrapped = wrappedIn(observed, url, tunnel);
  const clients = new Set(wrapped.map(({ inner }) => inner?.source.address));
  const given = observed.requests.filter(({ source }) => clients.has(source));
  // A refusal is an answer too.
  const heard = packetsIn(observed.atClient.filter((frame) => isReply(frame, vip)));
  const silent = given.filter(({ source }) => !heard.some(({ destination }) => destination.address === source));
  const [first] = wrapped;
  const evidence = [
    `${director} sent ${node} the requests of ${given.length} clients in packets of their own${first ? `, such as ${endpoints(first)} around ${endpoints(coreOf(first))}` : ''}`,
    `${given.length - silent.length} of them were answered in the name of ${vip}`,
  ];
  if (given.length === 0) {
    return fail(
      {
        en: `no request for ${vip} reached ${node} through a tunnel: ${director} sent it none`,
        zh: `没有发往 ${vip} 的请求经隧道到达 ${node}：${director} 一个也没有发给它`,
      },
      ...evidence,
    );
  }
  if (silent.length === 0) return pass(...evidence);
  return fail(
    {
      en: `${silent.length} of ${given.length} requests for ${vip} that ${director} sent to ${node} through a tunnel got no answer`,
      zh: `${director} 经隧道发给 ${node} 的 ${given.length} 个对 ${vip} 的请求，有 ${silent.length} 个没有应答`,
    },
    ...evidence,
  );
}

export const kind: CheckKind<Parameters, Delivery | WireResult> = {
  observe({ node, from, url, tunnel }, probes) {
    if (!tunnel) return probes.deliver(from, node, url);
    const wire = { from, url, director: tunnel.director, servers: [node], sources: SOURCES };
    return observeWire(wire, probes, (seen) => wrappedIn(seen, url, tunnel).length > 0, true);
  },
  judge(parameters, { snapshot, observed }) {
    const { node, from, url, tunnel } = parameters;
    if (tunnel && 'atDirector' in observed) return judgeTunnel(parameters, tunnel, observed);
    if (!('request' in observed)) throw new TypeError(`what came of a tunnel was not asked for by ${node}`);
    const { request, frames } = observed;
    const vip = hostOf(url);
    const left = frames.filter(({ sourceMac }) => hasMac(snapshot, node, sourceMac));
    const answers = left.filter((frame) => isReply(frame, vip));
    const passedOn = left.filter((frame) => isRequest(frame, vip));
    const evidence = [
      `${describeRequest(from, url, request)}, in frames to ${node}`,
      `${node} sent ${answers.length} frames in the name of ${vip}, and passed ${passedOn.length} on`,
    ];
    if (answers.length > 0) return pass(...evidence);
    const held = judgeAddress({ node, address: vip }, snapshot);
    const why: Text = held.passed ? { en: '', zh: '' } : { en: `; ${held.reason.en}`, zh: `；${held.reason.zh}` };
    const [stray] = passedOn;
    if (stray) {
      const name = nameOf(snapshot, stray.destinationMac);
      return fail(
        {
          en: `${node} passes packets for ${vip} that come to it on to ${name}${why.en}`,
          zh: `${node} 把到达它的、发往 ${vip} 的包转给了 ${name}${why.zh}`,
        },
        ...evidence,
      );
    }
    return fail(
      {
        en: `${node} does not answer packets for ${vip} that come to it${why.en}`,
        zh: `${node} 不应答到达它的、发往 ${vip} 的包${why.zh}`,
      },
      ...evidence,
      ...held.evidence,
    );
  },
};
