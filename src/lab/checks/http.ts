/** Checks of pages that clients ask for, and of the packets that reach a server. */
import { z } from 'zod';
import { commonFields, httpUrl, httpRequest, declare } from './common.ts';
import { address, identifier, port } from '../primitives.ts';

export const acceptance = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('acceptance'),
      node: identifier.meta({ description: 'A real server' }),
      from: identifier.meta({ description: 'Sends the packets, on a network that both are on' }),
      url: httpUrl.meta({ description: 'Its host is the VIP' }),
      tunnel: z
        .strictObject({
          director: identifier.meta({ description: 'Wraps up what clients ask for' }),
          address: address.meta({ description: 'Of the node: where it sends that to' }),
        })
        .optional()
        .meta({ description: 'A director sends the node what clients ask for; left out: `from` does, in frames' }),
    })
    .meta({
      description:
        'The node takes packets for an address that arrive in frames to it, and answers in the name of the address',
    }),
  {
    nodes: ({ node, from, tunnel }) => [
      { path: ['node'], node },
      { path: ['from'], node: from },
      ...(tunnel ? [{ path: ['tunnel', 'director'], node: tunnel.director }] : []),
    ],
    request: ({ from, url, tunnel }) => (tunnel ? httpRequest({ from, url }) : []),
  },
);

export const arrivals = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('arrivals'),
      address: address.meta({ description: 'Of the virtual service: the VIP' }),
      port: port.default(80),
      servers: z.array(identifier).min(2),
      seconds: z.int().min(1).max(10).default(2).meta({ description: 'How long arrivals are watched' }),
      atLeast: z.int().min(1).default(20).meta({ description: 'How many requests must arrive in this time' }),
      percentEach: z.int().min(1).max(50).default(30).meta({ description: 'The share that each server gets at least' }),
    })
    .meta({
      description: 'What clients ask for by themselves reaches every real server, none of them with too small a share',
    }),
  {
    nodes: ({ servers }) => servers.map((node, index) => ({ path: ['servers', index], node })),
  },
);

export const http = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('http'),
      from: identifier,
      url: httpUrl,
      bodies: z.array(z.string().min(1)).min(1).meta({ description: 'Each response must be one of these pages' }),
      every: z
        .boolean()
        .default(false)
        .meta({ description: 'Each of the pages must come: of more than one, up to 32 clients ask until all have' }),
      director: identifier
        .optional()
        .meta({ description: 'Its table tells which real server a request that failed was given to' }),
      requests: z.int().min(1).max(32).default(8).meta({ description: 'How many new clients ask at least' }),
      asOffered: z.boolean().default(false).meta({
        description:
          'Of uploads: the client must send segments as large as it was offered, since other clients heed no ICMP and have no route of their own',
      }),
      uploadBytes: z
        .int()
        .min(1)
        .max(1_000_000)
        .optional()
        .meta({ description: 'How much each request carries (POST)' }),
    })
    .meta({ description: 'A client gets the page, on every request' }),
  {
    nodes: ({ from, director }) => [
      { path: ['from'], node: from },
      ...(director === undefined ? [] : [{ path: ['director'], node: director }]),
    ],
    request: httpRequest,
  },
);
