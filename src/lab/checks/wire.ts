/** Checks that rest on a capture of requests from addresses that were never used before. */
import { z } from 'zod';
import { commonFields, httpUrl, httpRequest, declare, type CheckFacts } from './common.ts';
import { address, identifier } from '../primitives.ts';
import { MODES } from '../../models/journey.ts';

export const wireFields = {
  ...commonFields,
  from: identifier.meta({ description: 'A client on the same network as the director' }),
  url: httpUrl,
  director: identifier,
  servers: z.array(identifier).min(1),
  sources: z
    .int()
    .min(2)
    .max(32)
    .default(4)
    .meta({ description: 'How many addresses that were never used before send one request each' }),
};

export interface WireParameters {
  from: string;
  url: string;
  director: string;
  servers: string[];
  sources: number;
}

export const wireNodes: CheckFacts<WireParameters>['nodes'] = ({ from, director, servers }) => [
  { path: ['from'], node: from },
  { path: ['director'], node: director },
  ...servers.map((node, index) => ({ path: ['servers', index], node })),
];

export const directReturn = declare(
  z
    .strictObject({
      ...wireFields,
      kind: z.literal('direct-return'),
      method: z.enum(['dr', 'tun']).default('dr').meta({ description: '-g or -i of ipvsadm' }),
      router: identifier
        .optional()
        .meta({ description: 'Passes replies on to the client, where the real servers are in another network' }),
    })
    .meta({
      description:
        'Direct routing or a tunnel on the wire: the request crosses the director, the reply does not come back through it',
    }),
  {
    nodes: (parameters) => [
      ...wireNodes(parameters),
      ...(parameters.router === undefined ? [] : [{ path: ['router'], node: parameters.router }]),
    ],
    request: httpRequest,
  },
);

export const distribution = declare(
  z.strictObject({ ...wireFields, kind: z.literal('distribution') }).meta({
    description:
      'Requests of new clients reach every real server. Who served is read from the frames, never from the order',
  }),
  {
    nodes: wireNodes,
    request: httpRequest,
  },
);

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

export const trace = declare(
  z
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
    }),
  {
    nodes: ({ from, director, routers, requests }) => [
      { path: ['from'], node: from },
      { path: ['director'], node: director },
      ...routers.map((node, index) => ({ path: ['routers', index], node })),
      ...requests.flatMap(({ servers }, index) =>
        servers.map((node, at) => ({ path: ['requests', index, 'servers', at], node })),
      ),
    ],
    request: ({ from, requests }) => requests.map(({ url }) => httpRequest({ from, url })),
  },
);
