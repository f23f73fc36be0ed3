/** Checks of keepalived: VRRP and the health of real servers. */
import { z } from 'zod';
import { commonFields, declare } from './common.ts';
import { address, identifier } from '../primitives.ts';

const PORT = z.int().min(1).max(65_535).default(80);

export const healthChecks = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('health-checks'),
      node: identifier.meta({ description: 'A director' }),
      service: z.strictObject({ address, port: PORT }),
      servers: z.array(z.strictObject({ address, port: PORT })).min(1),
      withinSeconds: z.int().min(1).meta({
        description:
          'How long a server whose service stopped may stay in the table at worst, by delay_loop, retry and delay_before_retry',
      }),
    })
    .meta({ description: 'keepalived itself manages the virtual service, and checks each real server often enough' }),
  {
    nodes: ({ node }) => [{ path: ['node'], node }],
  },
);

export const keepalived = declare(
  z.strictObject({ ...commonFields, kind: z.literal('keepalived'), node: identifier }).meta({
    description:
      'keepalived runs and has work to do; what it did not understand of its configuration is told and costs nothing',
  }),
  {
    nodes: ({ node }) => [{ path: ['node'], node }],
  },
);

export const vipOwner = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('vip-owner'),
      address,
      nodes: z.array(identifier).min(2).meta({ description: 'The directors that share the address' }),
      owner: identifier.meta({ description: 'The one that should have it while all is well' }),
    })
    .meta({ description: 'The address is on exactly one of the directors, on the right device with the right mask' }),
  {
    nodes: ({ nodes, owner }) => [
      ...nodes.map((node, index) => ({ path: ['nodes', index], node })),
      { path: ['owner'], node: owner },
    ],
  },
);

export const vrrpAgreement = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('vrrp-agreement'),
      address,
      nodes: z.array(identifier).min(2).meta({ description: 'The directors that share the address, the master first' }),
    })
    .meta({
      description:
        'The VRRP instances with the address are one router: same virtual_router_id, version, interval and password, different priorities, the highest on the first node',
    }),
  {
    nodes: ({ nodes }) => nodes.map((node, index) => ({ path: ['nodes', index], node })),
  },
);
