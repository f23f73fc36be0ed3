/** Checks that break or take out machines while a client asks. */
import { z } from 'zod';
import { commonFields, httpUrl, declare } from './common.ts';
import { identifier, virtualService } from '../primitives.ts';
import { PAGE_LENGTH } from '../../models/failover.ts';
import { SERVER_FAILURES } from '../../models/server-failure.ts';
import { TRIGGERS } from '../../models/vrrp.ts';

export const drain = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('drain'),
      from: identifier.meta({ description: 'A client on the same network as the director' }),
      director: identifier,
      service: virtualService.meta({ description: 'The TCP service whose real server is taken out' }),
      effect: z.enum(['new-clients', 'known-client', 'removal']).meta({
        description:
          'What is judged: where new connections go at weight 0, or what an open one sees once it is deleted',
      }),
    })
    .meta({ description: 'A real server is taken out of service while a client has a connection to it' }),
  {
    disturbs: 'lab',
    nodes: ({ from, director }) => [
      { path: ['from'], node: from },
      { path: ['director'], node: director },
    ],
    request: ({ from, service }) => ({ from, address: service.address, protocol: 'tcp', port: service.port }),
  },
);

export const failover = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('failover'),
      from: identifier.meta({ description: 'A client on the same network as the directors' }),
      url: httpUrl,
      director: identifier.meta({ description: 'Holds the address of the URL, and is broken' }),
      backup: identifier.meta({ description: 'Must take it over' }),
      trigger: z.enum(TRIGGERS).default('stop').meta({
        description:
          'How the director is broken: keepalived stopped or killed, the node killed, its interface down, its cable cut, or frozen',
      }),
      bodies: z
        .array(z.string().min(1).max(PAGE_LENGTH))
        .default([])
        .meta({ description: 'The pages of the real servers: any other is no answer. Left out, every answer counts' }),
      takesBack: z
        .boolean()
        .default(false)
        .meta({ description: 'Once the director is mended it must take the address back by itself' }),
      intervalMs: z.int().min(5).max(1000).default(20).meta({ description: 'Between two requests of the client' }),
      download: z
        .strictObject({
          path: z.string().regex(/^\/\S*$/, 'expected a path such as /large.bin'),
          bytesPerSecond: z.int().min(1000).default(250_000),
        })
        .optional()
        .meta({ description: 'A page that is read slowly meanwhile: its connection must survive' }),
      toleranceMs: z
        .int()
        .min(0)
        .default(250)
        .meta({ description: 'How much longer than the timers of VRRP allow the outage may be' }),
    })
    .meta({
      description:
        'The director is broken while a client asks; the backup takes over in the time that its timers of VRRP predict. The cluster is put back as it was',
    }),
  {
    disturbs: 'lab',
    nodes: ({ from, director, backup }) => [
      { path: ['from'], node: from },
      { path: ['director'], node: director },
      { path: ['backup'], node: backup },
    ],
  },
);

export const serverFailure = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('server-failure'),
      from: identifier.meta({ description: 'A client' }),
      url: httpUrl,
      director: identifier,
      servers: z.array(identifier).min(1).meta({ description: 'The real servers that fail, all at once' }),
      failure: z.enum(SERVER_FAILURES).default('service').meta({
        description: 'The web server stops and its port refuses, or nothing comes from the machine any more',
      }),
      pages: z.record(identifier, z.string().min(1).max(PAGE_LENGTH)).default({}).meta({
        description:
          'The page of each real server: without `sorry`, clients must get those of the servers that are left, and nothing else. Left out, every answer counts',
      }),
      sorry: z.string().min(1).optional().meta({
        description:
          'What clients must get meanwhile, from a sorry_server; without it, pages of the servers that are left',
      }),
      intervalMs: z.int().min(5).max(1000).default(50).meta({ description: 'Between two requests of the client' }),
      toleranceMs: z
        .int()
        .min(0)
        .default(1000)
        .meta({ description: 'How much longer than the timers of keepalived allow it may take' }),
    })
    .meta({
      description:
        'Real servers fail while a client asks; keepalived takes them out of the table in the time that its timers predict, and puts them back once they answer',
    }),
  {
    disturbs: 'lab',
    nodes: ({ from, director, servers, pages }) => [
      { path: ['from'], node: from },
      { path: ['director'], node: director },
      ...servers.map((node, index) => ({ path: ['servers', index], node })),
      ...Object.keys(pages).map((node) => ({ path: ['pages', node], node })),
    ],
  },
);
