import { z } from 'zod';
import { address, identifier, virtualService, type Text } from '../lab/primitives.ts';
import type { HttpResult } from '../observe/probes.ts';
import { until } from '../observe/until.ts';
import type { Connection, Endpoint } from '../parsers/ipvsadm-connections.ts';
import { httpUrl } from './http.ts';
import { serviceName } from './ipvs-table.ts';
import { commonFields, fail, httpRequest, pass, type CheckKind } from './kind.ts';

export const schema = z
  .strictObject({
    ...commonFields,
    kind: z.literal('ipvs-connection'),
    node: identifier,
    from: identifier.meta({ description: 'The client that sends the request first' }),
    url: httpUrl,
    service: virtualService,
    source: address.meta({ description: "The client's address, as the director's table must show it" }),
    withinSeconds: z.int().min(0).max(20).default(0).meta({ description: 'How long the entry may take to appear' }),
    livesSeconds: z
      .int()
      .min(1)
      .max(20)
      .optional()
      .meta({ description: 'How long the entry must stay once the request has ended' }),
  })
  .meta({ description: "After a request, the director's connection table (ipvsadm -Lnc) has it with its true source" });

type Parameters = z.output<typeof schema>;

interface Observed {
  requests: HttpResult[];
  connections: Connection[];
  /** From the end of the request until its entry was gone; undefined: it was not, or nobody waited for that. */
  livedMs?: number | undefined;
}

/** By how much the life of an entry may miss what it must be: the table is looked at every 0.2 s. */
const TOLERANCE_S = 1;

/** Entries of earlier requests stay for a while: only that of this request's own port says how it came. */
const isOf =
  (requests: HttpResult[], { service, source }: Parameters) =>
  ({ client, virtual }: Connection): boolean =>
    client.address === source &&
    virtual.address === service.address &&
    virtual.port === service.port &&
    requests.some(({ sourcePort }) => sourcePort !== 0 && sourcePort === client.port);

function judgeLife(node: string, livesSeconds: number, livedMs: number | undefined): Text | undefined {
  const expected = { en: `expected ${livesSeconds} s`, zh: `应为 ${livesSeconds} 秒` };
  if (livedMs === undefined) {
    const longest = livesSeconds + TOLERANCE_S;
    return {
      en: `the entry of the finished request is still in the table of ${node} after ${longest} s, ${expected.en}`,
      zh: `请求已经结束，它的记录 ${longest} 秒之后还在 ${node} 的连接表中，${expected.zh}`,
    };
  }
  const lived = livedMs / 1000;
  if (Math.abs(lived - livesSeconds) <= TOLERANCE_S) return undefined;
  return {
    en: `the entry of the finished request left the table of ${node} after ${lived.toFixed(1)} s, ${expected.en}`,
    zh: `请求结束 ${lived.toFixed(1)} 秒之后，它的记录就离开了 ${node} 的连接表，${expected.zh}`,
  };
}

const show = ({ address: at, port }: Endpoint): string => `${at}:${port}`;

export const kind: CheckKind<Parameters, Observed> = {
  nodes: ({ node, from }) => [
    { path: ['node'], node },
    { path: ['from'], node: from },
  ],
  request: httpRequest,
  async observe(parameters, probes) {
    const { node, from, url, withinSeconds, livesSeconds } = parameters;
    const requests = await probes.http(from, url, 1);
    const ended = performance.now();
    const isThere = isOf(requests, parameters);
    let connections = await probes.connections(node);
    const has = async (): Promise<boolean> => (connections = await probes.connections(node)).some(isThere);
    if (withinSeconds > 0 && !connections.some(isThere)) await until(has, withinSeconds * 1000);
    if (livesSeconds === undefined || !connections.some(isThere)) return { requests, connections };
    const isGone = async (): Promise<boolean> => !(await probes.connections(node)).some(isThere);
    const left = await until(isGone, (livesSeconds + TOLERANCE_S) * 1000);
    return { requests, connections, livedMs: left ? performance.now() - ended : undefined };
  },
  judge(parameters, { observed }) {
    const { node, service, source, livesSeconds } = parameters;
    const entries = observed.connections.filter(
      // Port 0 is a persistence template, which no packet made.
      ({ protocol, virtual, client }) =>
        protocol.toLowerCase() === service.protocol &&
        virtual.address === service.address &&
        virtual.port === service.port &&
        client.port !== 0,
    );
    const evidence = entries.map(
      ({ protocol, state, client, virtual, destination }) =>
        `${protocol} ${state} ${show(client)} ${show(virtual)} ${show(destination)}`,
    );
    if (entries.some(isOf(observed.requests, parameters))) {
      if (livesSeconds === undefined) return pass(...evidence);
      if (observed.livedMs !== undefined) {
        evidence.push(`its entry left the table ${(observed.livedMs / 1000).toFixed(1)} s after the request`);
      }
      const reason = judgeLife(node, livesSeconds, observed.livedMs);
      return reason ? fail(reason, ...evidence) : pass(...evidence);
    }
    const seen = [...new Set(entries.map(({ client }) => client.address))].join(', ') || '-';
    return fail(
      {
        en: `the connection table of ${node} has no entry of ${source} for this request to ${serviceName(service)} (sources there: ${seen})`,
        zh: `${node} 的连接表中没有 ${source} 这次访问 ${serviceName(service)} 的记录（表中的来源：${seen}）`,
      },
      ...evidence,
    );
  },
};
