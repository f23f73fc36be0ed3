import { z } from 'zod';
import { address, identifier, virtualService } from '../lab/primitives.ts';
import type { HttpResult } from '../observe/probes.ts';
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
  })
  .meta({ description: "After a request, the director's connection table (ipvsadm -Lnc) has it with its true source" });

type Parameters = z.output<typeof schema>;

interface Observed {
  requests: HttpResult[];
  connections: Connection[];
}

const show = ({ address: at, port }: Endpoint): string => `${at}:${port}`;

export const kind: CheckKind<Parameters, Observed> = {
  nodes: ({ node, from }) => [
    { path: ['node'], node },
    { path: ['from'], node: from },
  ],
  request: httpRequest,
  async observe({ node, from, url }, probes) {
    const requests = await probes.http(from, url, 1);
    return { requests, connections: await probes.connections(node) };
  },
  judge({ node, service, source }, { observed }) {
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
    // Entries of earlier requests stay for a while: only that of this request's own port says how it came.
    const ports = observed.requests.map(({ sourcePort }) => sourcePort);
    const isOfThisRequest = ({ client }: Connection): boolean =>
      client.address === source && ports.includes(client.port);
    if (entries.some(isOfThisRequest)) return pass(...evidence);
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
