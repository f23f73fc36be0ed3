import type { Text } from '../lab/primitives.ts';
import { coreOf, endpoints, follow, type Journey } from '../models/journey.ts';
import type { TraceResult } from '../probes/probes.ts';
import type { HttpResult } from '../probes/http-result.ts';
import { hasMac, type Snapshot } from '../probes/snapshot.ts';
import type { IpPacket } from '../parsers/tcpdump.ts';
import { fail, pass, type CheckKind, type Finding, type Seen } from './kind.ts';
import { readNatRules } from './nat-reading.ts';
import { hostOf, nameOf } from './wire.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'nat-rule'>;

/** One connection as it came to the node and as it left. */
interface Crossing {
  source: string;
  came: IpPacket | undefined;
  left: IpPacket | undefined;
}

function crossingOf(
  parameters: Parameters,
  { snapshot, observed }: Seen<TraceResult>,
  { source }: HttpResult,
): Crossing {
  const { node, from, url } = parameters;
  const journey: Journey = follow({
    client: from,
    director: node,
    source,
    vip: hostOf(url),
    frames: observed.frames,
    nameOf: (mac) => nameOf(snapshot, mac),
  });
  const left = journey.request.find((hop) => hop.from === node)?.packet;
  return { source, came: journey.request[0]?.packet, left: left && coreOf(left) };
}

const isTranslated = ({ translate, port: wanted, to }: Parameters, { source, destination }: IpPacket): boolean =>
  translate === 'source'
    ? source.address === to
    : destination.address === to && (wanted === undefined || destination.port === wanted);

/** The node looks for the machine behind the address: whoever has it need not be there yet. */
const asksFor = (snapshot: Snapshot, node: string, to: string, { frames }: TraceResult): boolean =>
  frames.some((one) =>
    one.frames.some(
      ({ sourceMac, packet }) =>
        packet.type === 'arp-request' && packet.target === to && hasMac(snapshot, node, sourceMac),
    ),
  );

/** The node refused the connection, or took it itself. */
const answersItself = (
  { node, url }: Parameters,
  snapshot: Snapshot,
  source: string,
  { frames }: TraceResult,
): boolean =>
  frames.some((one) =>
    one.frames.some(
      ({ sourceMac, packet }) =>
        packet.type === 'ip' &&
        packet.tcpFlags !== undefined &&
        /^[RS]/.test(packet.tcpFlags) &&
        packet.source.address === hostOf(url) &&
        packet.destination.address === source &&
        hasMac(snapshot, node, sourceMac),
    ),
  );

/** What the rules say, after what was seen: they explain it, or they do not. */
function explained(seen: Text, read: Finding): Text {
  return read.passed ? seen : { en: `${seen.en}; ${read.reason.en}`, zh: `${seen.zh}；${read.reason.zh}` };
}

function complaint(
  parameters: Parameters,
  crossing: Crossing,
  { snapshot, observed }: Seen<TraceResult>,
): Text | undefined {
  const { node, translate, url, to, port: wanted } = parameters;
  const { source, came, left } = crossing;
  if (left) {
    if (isTranslated(parameters, left)) return undefined;
    const name = { destination: { en: 'destination', zh: '目的地址' }, source: { en: 'source', zh: '源地址' } }[
      translate
    ];
    const expected = translate === 'destination' && wanted !== undefined ? `${to}:${wanted}` : to;
    return {
      en: `${node} passed ${came ? endpoints(came) : source} on as ${endpoints(left)}, expected the ${name.en} ${expected}`,
      zh: `${node} 把 ${came ? endpoints(came) : source} 转发成了 ${endpoints(left)}，${name.zh}应为 ${expected}`,
    };
  }
  if (answersItself(parameters, snapshot, source, observed)) {
    return {
      en: `${node} answered ${source} itself when it asked for ${url}, and passed nothing on`,
      zh: `${source} 访问 ${url} 时，${node} 自己应答了，没有转发`,
    };
  }
  if (translate === 'destination' && asksFor(snapshot, node, to, observed)) return undefined;
  return {
    en: `nothing of what ${source} sent to ${url} left ${node}`,
    zh: `${source} 发往 ${url} 的包没有从 ${node} 出来`,
  };
}

function evidenceOf(
  { node, translate, to }: Parameters,
  crossings: Crossing[],
  { snapshot, observed }: Seen<TraceResult>,
): string[] {
  const lines = crossings.map(({ source, came, left }) =>
    left && came
      ? `${node} passed ${endpoints(came)} on as ${endpoints(left)}`
      : `${node} passed nothing of ${source} on`,
  );
  const asks = translate === 'destination' && asksFor(snapshot, node, to, observed);
  return asks ? [...lines, `${node} asks by ARP who has ${to}`] : lines;
}

export const kind: CheckKind<Parameters, TraceResult> = {
  observe: ({ node, from, url, sources }, probes) =>
    probes.trace({ from, nodes: [from, node], urls: [url], sources, across: true }),
  judge(parameters, seen) {
    const read = readNatRules(parameters, seen.snapshot);
    const crossings = (seen.observed.requests[0] ?? []).map((request) => crossingOf(parameters, seen, request));
    const evidence = [...evidenceOf(parameters, crossings, seen), ...read.evidence];
    for (const crossing of crossings) {
      const found = complaint(parameters, crossing, seen);
      if (found) return fail(explained(found, read), ...evidence);
    }
    return pass(...evidence);
  },
};
