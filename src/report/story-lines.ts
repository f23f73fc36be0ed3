/** A story as text: each packet, each hop with its headers, what was changed and why it went there. Pure. */
import type { Story, ToldHop } from '../actions/story.ts';
import type { Language } from '../lab/primitives.ts';
import { coreHeader, type Change } from '../models/story.ts';
import type { Place } from '../models/crossings.ts';
import type { IpHeader } from '../parsers/ip-header.ts';
import { HOPS } from './cause-lines.ts';

const WORDS = {
  en: {
    nobody: 'no interface has this MAC',
    unknown: 'unknown sender',
    changed: 'changed',
    again: 'sent again',
    none: 'no outer header',
    why: { ipvs: 'IPVS', route: 'route', arp: 'ARP', address: 'accepted as' },
    answered: 'The request was answered.',
    failed: 'The request got no answer.',
    last: 'Seen last at',
    failsAt: 'Fails at',
    seen: 'actual',
    expected: 'expected',
    nothing: 'No interface saw a packet of this request.',
    what: {
      'source-mac': 'source MAC',
      'destination-mac': 'destination MAC',
      source: 'source address',
      destination: 'destination address',
      'source-port': 'source port',
      'destination-port': 'destination port',
      ttl: 'TTL',
      'outer-header': 'outer header',
    },
  },
  zh: {
    nobody: '没有网卡使用这个 MAC',
    unknown: '发送者未知',
    changed: '改变',
    again: '重传',
    none: '没有外层包头',
    why: { ipvs: 'IPVS', route: '路由', arp: 'ARP', address: '本机地址' },
    answered: '请求得到了应答。',
    failed: '请求没有得到应答。',
    last: '最后出现在',
    failsAt: '故障位置',
    seen: '实际',
    expected: '应为',
    nothing: '没有网卡看到这个请求的包。',
    what: {
      'source-mac': '源 MAC',
      'destination-mac': '目的 MAC',
      source: '源地址',
      destination: '目的地址',
      'source-port': '源端口',
      'destination-port': '目的端口',
      ttl: 'TTL',
      'outer-header': '外层包头',
    },
  },
};
type Words = (typeof WORDS)['en'];

const showPlace = ({ node, device }: Place): string => `${node} ${device}`;

function headerLines({ inner, ...header }: IpHeader): string[] {
  const { source, destination, id, ttl, tcp, icmp, sourcePort, destinationPort } = header;
  const ip = `IP ${source} > ${destination}, id ${id}, ttl ${ttl}`;
  if (inner) return [ip, ...headerLines(inner)];
  if (tcp) {
    const { flags, seq, ack, payload } = tcp;
    return [ip, `TCP ${sourcePort} > ${destinationPort} [${flags}], seq ${seq}, ack ${ack}, length ${payload}`];
  }
  if (icmp) return [ip, `ICMP type ${icmp.type}, code ${icmp.code}`];
  return [ip, ...(sourcePort === 0 ? [] : [`ports ${sourcePort} > ${destinationPort}`])];
}

const showChange = ({ what, before, after }: Change, words: Words): string =>
  `${words.changed}: ${words.what[what]} ${before || words.none} → ${after || words.none}`;

function hopLines({ from, to, frame, changes, why }: ToldHop, words: Words): string[] {
  const { packet, header, sourceMac, destinationMac } = frame;
  const ends = [from ? showPlace(from) : words.unknown, to.length > 0 ? to.map(showPlace).join(', ') : words.nobody];
  const arp =
    packet.type === 'arp-request'
      ? [`ARP who has ${packet.target}? tell ${packet.sender}`]
      : packet.type === 'arp-reply'
        ? [`ARP ${packet.address} is at ${packet.mac}`]
        : [];
  return [
    `  ${ends.join(' → ')}`,
    ...[
      `Ethernet ${sourceMac} > ${destinationMac}`,
      ...arp,
      ...(header ? headerLines(header) : []),
      ...changes.map((change) => showChange(change, words)),
      ...why.map(({ node, kind, text }) => `${words.why[kind]} (${node}): ${text}`),
    ].map((line) => `      ${line}`),
  ];
}

/** Where the last packet of the request itself came to, when it got no answer. */
function lastPlace({ packets }: Story): string | undefined {
  const hops = packets.flatMap(({ kind, hops: all }) => (kind.startsWith('ARP') ? [] : all.slice(-1)));
  const place = hops.at(-1)?.to[0] ?? hops.at(-1)?.from;
  return place && showPlace(place);
}

export function storyLines(story: Story, language: Language): string[] {
  const words = WORDS[language];
  const { request, target, packets, isAnswered, cause } = story;
  const told = packets.flatMap(({ kind, hops, isSentAgain }, index) => {
    const [first] = hops;
    const core = first?.frame.header && coreHeader(first.frame.header);
    const size = kind === 'data' ? ` (${core?.tcp?.payload ?? 0} bytes)` : '';
    const head = `${index + 1}. ${kind}${size}${isSentAgain ? `, ${words.again}` : ''}`;
    return [head, ...hops.flatMap((hop) => hopLines(hop, words))];
  });
  const last = isAnswered ? undefined : lastPlace(story);
  return [
    `${request.from} -> ${target}`,
    ...(told.length > 0 ? told : [words.nothing]),
    isAnswered ? words.answered : words.failed,
    ...(last === undefined ? [] : [`${words.last}: ${last}`]),
    ...(cause
      ? [
          `${words.failsAt}: ${HOPS[cause.hop][language]} (${cause.hop}), ${cause.node}`,
          `${words.seen}: ${cause.seen[language]}`,
          `${words.expected}: ${cause.expected[language]}`,
        ]
      : []),
  ];
}
