/** What a node must have itself: addresses, routes, sysctls; and whether echo requests get through. */
import { z } from 'zod';
import { commonFields, declare, httpUrl } from './common.ts';
import { address, identifier, subnet } from '../primitives.ts';

export const nodeAddress = declare(
  z.strictObject({ ...commonFields, kind: z.literal('address'), node: identifier, address }).meta({
    description:
      'The node has the address, on any device and under any label, or a local route to it; on lo with a mask that takes no other address',
  }),
  {
    nodes: ({ node }) => [{ path: ['node'], node }],
  },
);

export const ping = declare(
  z
    .strictObject({ ...commonFields, kind: z.literal('ping'), from: identifier, address })
    .meta({ description: 'An address answers echo requests: the way there and the way back both work' }),
  {
    nodes: ({ from }) => [{ path: ['from'], node: from }],
    request: ({ from, address: to }) => ({ from, address: to, protocol: 'icmp', port: undefined }),
  },
);

export const replyWay = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('reply-way'),
      node: identifier.meta({ description: 'Answers' }),
      from: identifier.meta({ description: 'A neighbour of it, which brings packets in the names of clients' }),
      clients: identifier.meta({ description: 'A node on the network of the clients, which `node` is not on' }),
      url: httpUrl.meta({ description: 'Its host is an address of `node`' }),
      via: identifier.meta({ description: 'The machine that must get the answers' }),
    })
    .meta({ description: 'What a node answers to clients of another network leaves it in frames to this machine' }),
  {
    nodes: ({ node, from, clients, via }) => [
      { path: ['node'], node },
      { path: ['from'], node: from },
      { path: ['clients'], node: clients },
      { path: ['via'], node: via },
    ],
  },
);

export const route = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('route'),
      node: identifier,
      destination: z
        .union([z.literal('default'), address, subnet])
        .default('default')
        .meta({ description: 'Where the packets go: an address, a subnet, or `default`: anywhere' }),
      source: address.optional().meta({
        description:
          'Where they come from, for policy routing; left out, or not an address of the node: the kernel chooses',
      }),
      via: address.nullable().meta({ description: 'The router; null: there must be no way' }),
    })
    .meta({
      description:
        'The way that the kernel of the node gives packets to a destination, whatever routes and rules say so',
    }),
  {
    nodes: ({ node }) => [{ path: ['node'], node }],
  },
);

export const sysctl = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('sysctl'),
      node: identifier,
      key: z.string().regex(/^net\.[a-z0-9_./-]+$/, 'expected a name such as net.ipv4.ip_forward'),
      values: z.array(z.int()).min(1).meta({ description: 'Any of these passes' }),
    })
    .meta({ description: 'The live value of a sysctl, as the kernel combines it' }),
  {
    nodes: ({ node }) => [{ path: ['node'], node }],
  },
);
