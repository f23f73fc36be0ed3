/** Checks of address translation. */
import { z } from 'zod';
import { commonFields, httpUrl, httpRequest, declare } from './common.ts';
import { wireFields, wireNodes } from './wire.ts';
import { address, identifier, port, subnet } from '../primitives.ts';

export const natReturn = declare(
  z.strictObject({ ...wireFields, kind: z.literal('nat-return') }).meta({
    description:
      "NAT on the wire: request and reply both cross the director, which rewrites the destination on the way in and the source on the way out, and never the client's address",
  }),
  {
    nodes: wireNodes,
    request: httpRequest,
  },
);

export const natRule = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('nat-rule'),
      node: identifier,
      translate: z.enum(['destination', 'source']).meta({ description: 'DNAT, or SNAT (or MASQUERADE)' }),
      of: z.union([address, subnet]).meta({ description: 'The address or subnet that is rewritten' }),
      port: port.optional().meta({ description: 'The destination port that the rule must cover' }),
      to: address,
      from: identifier.meta({ description: 'The node that sends packets to see it' }),
      url: httpUrl.meta({
        description: 'What it asks for: of a destination at the address that is rewritten, of a source beyond the node',
      }),
      sources: z.int().min(1).max(32).default(8).meta({
        description: 'How many addresses that were never used before send one request each, from all over the subnet',
      }),
    })
    .meta({ description: 'Packets leave the node with one address in place of another, however that is done' }),
  {
    nodes: ({ node, from }) => [
      { path: ['node'], node },
      { path: ['from'], node: from },
    ],
  },
);
