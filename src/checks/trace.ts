import { z } from 'zod';
import { address, identifier, type Text } from '../lab/primitives.ts';
import { follow, MODE_NAMES, modeOf, MODES, type Journey, type Mode } from '../models/journey.ts';
import type { HttpResult, TraceResult } from '../observe/probes.ts';
import { hasPage, lossReason, whyNoPage } from './http-reason.ts';
import { httpUrl } from './http.ts';
import { commonFields, fail, httpRequest, pass, type CheckKind, type Seen } from './kind.ts';
import { describeTrace } from './trace-table.ts';
import { hostOf, nameOf } from './wire.ts';

const request = z.strictObject({
  mode: z.enum(MODES).meta({ description: 'Who rewrites what: DR, NAT, TUN or FULLNAT' }),
  url: httpUrl,
  servers: z
    .array(identifier)
    .min(1)
    .meta({ description: 'The real servers: each must get a request, if there are as many' }),
  local: z
    .array(address)
    .default([])
    .meta({ description: 'Of fullnat: the addresses that clients may hide behind; any when left out' }),
});

export const schema = z
  .strictObject({
    ...commonFields,
    kind: z.literal('trace'),
    from: identifier.meta({ description: 'A client on the network of the VIPs' }),
    director: identifier,
    routers: z.array(identifier).default([]).meta({ description: 'Pass packets on, and are looked at too' }),
    sources: z
      .int()
      .min(1)
      .max(8)
      .default(1)
      .meta({ description: 'How many addresses that were never used before send one request to each URL' }),
    requests: z.array(request).min(1).max(4),
  })
  .meta({
    description:
      'Requests are followed from hop to hop by captures on every node: each must be forwarded in its mode. MAC and IP of every hop are shown',
  });

type Parameters = z.output<typeof schema>;
type Wanted = Parameters['requests'][number];

/** One request, followed. */
interface Followed {
  journey: Journey;
  seen: Mode | undefined;
}

const nodesOf = ({ from, director, routers, requests }: Parameters): string[] => [
  ...new Set([from, director, ...routers, ...requests.flatMap(({ servers }) => servers)]),
];

function followed(parameters: Parameters, { snapshot, observed }: Seen<TraceResult>, index: number): Followed[] {
  const { from: client, director, requests } = parameters;
  const vip = hostOf(requests[index]?.url ?? '');
  return (observed.requests[index] ?? []).map(({ source }) => {
    const sighting = {
      client,
      director,
      source,
      vip,
      frames: observed.frames,
      nameOf: (mac: string) => nameOf(snapshot, mac),
    };
    const journey = follow(sighting);
    return { journey, seen: modeOf(journey, sighting) };
  });
}

/** The address that the director put in as the source of each request. */
const hidingPlaces = (director: string, all: Followed[]): string[] =>
  all.flatMap(({ journey, seen }) => {
    const sent = journey.request.find(({ from }) => from === director);
    return sent && seen === 'fullnat' ? [sent.packet.source.address] : [];
  });

const servedBy = (all: Followed[]): string[] => all.map(({ journey }) => journey.request.at(-1)?.to ?? '-');

function complaint(
  { from, director }: Parameters,
  { mode, url, servers, local }: Wanted,
  requests: HttpResult[],
  [lossy]: HttpResult[],
  all: Followed[],
): Text | undefined {
  const failed = requests.find((one) => !hasPage(one));
  if (failed) return whyNoPage(from, url, failed);
  if (lossy) return lossReason(from, url, lossy);
  const other = all.find(({ seen }) => seen !== mode);
  if (other) {
    const name = other.seen && MODE_NAMES[other.seen];
    return {
      en: `${director} forwards ${url} ${name ? `as ${name} does` : 'as no mode does'}, expected ${MODE_NAMES[mode]}`,
      zh: `${director} 转发 ${url} 的方式${name ? `是 ${name}` : '不属于任何一种模式'}，应为 ${MODE_NAMES[mode]}`,
    };
  }
  const stranger = hidingPlaces(director, all).find((one) => local.length > 0 && !local.includes(one));
  if (stranger !== undefined) {
    return {
      en: `${director} hides the clients of ${url} behind ${stranger}, expected one of ${local.join(', ')}`,
      zh: `${director} 把 ${url} 的客户端换成了 ${stranger}，应为 ${local.join('、')} 之一`,
    };
  }
  const served = servedBy(all);
  const astray = served.find((name) => !servers.includes(name));
  const idle = served.length < servers.length ? undefined : servers.find((server) => !served.includes(server));
  if (astray === undefined && idle === undefined) return undefined;
  const names = servers.join(', ');
  return {
    en: `requests to ${url} were served by ${[...new Set(served)].join(', ')}, expected ${names}`,
    zh: `${url} 的请求由 ${[...new Set(served)].join('、')} 处理，应为 ${names}`,
  };
}

export const kind: CheckKind<Parameters, TraceResult> = {
  nodes: ({ from, director, routers, requests }) => [
    { path: ['from'], node: from },
    { path: ['director'], node: director },
    ...routers.map((node, index) => ({ path: ['routers', index], node })),
    ...requests.flatMap(({ servers }, index) =>
      servers.map((node, at) => ({ path: ['requests', index, 'servers', at], node })),
    ),
  ],
  request: ({ from, requests }) => requests.map(({ url }) => httpRequest({ from, url })),
  observe: (parameters, probes) =>
    probes.trace({
      from: parameters.from,
      nodes: nodesOf(parameters),
      urls: parameters.requests.map(({ url }) => url),
      sources: parameters.sources,
    }),
  judge(parameters, seen) {
    const { director, requests } = parameters;
    const all = requests.map((wanted, index) => ({ wanted, found: followed(parameters, seen, index) }));
    const reasons = all.flatMap(({ wanted, found }, index) => {
      const { requests: sent, lossy } = seen.observed;
      return complaint(parameters, wanted, sent[index] ?? [], lossy[index] ?? [], found) ?? [];
    });
    const rows = all.flatMap(({ wanted: { mode, url }, found: [first] }) =>
      first ? [{ mode, vip: hostOf(url), ...first }] : [],
    );
    const comparison = { director, rows };
    const evidence = [
      ...describeTrace(comparison),
      ...all.flatMap(({ wanted, found }) => [
        ...(found.length > 1 ? [`${wanted.url}: served by ${servedBy(found).join(', ')}`] : []),
        ...(found.length > 1 && wanted.mode === 'fullnat'
          ? [`${wanted.url}: hidden behind ${hidingPlaces(director, found).join(', ') || '-'}`]
          : []),
      ]),
    ];
    const [reason] = reasons;
    return { ...(reason ? fail(reason, ...evidence) : pass(...evidence)), comparison };
  },
};
