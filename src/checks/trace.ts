import type { Text } from '../lab/primitives.ts';
import { follow, MODE_NAMES, modeOf, type Journey, type Mode } from '../models/journey.ts';
import { type HttpResult, hasPage } from '../probes/http-result.ts';
import type { TraceResult } from '../probes/probes.ts';
import { lossReason, whyNoPage } from './http-reason.ts';
import { fail, pass, type CheckKind, type Seen } from './kind.ts';
import { describeTrace } from './trace-table.ts';
import { hostOf, nameOf } from './wire.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'trace'>;
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
