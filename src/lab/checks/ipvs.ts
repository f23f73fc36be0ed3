/** Checks of what IPVS has in its tables. */
import { z } from 'zod';
import { commonFields, httpUrl, httpRequest, declare, type CheckFacts } from './common.ts';
import { address, identifier, port, virtualService } from '../primitives.ts';

export const ipvsConnection = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('ipvs-connection'),
      node: identifier,
      from: identifier.meta({ description: 'The client that sends the request first' }),
      url: httpUrl,
      service: virtualService,
      source: address
        .optional()
        .meta({ description: "What the director's table must show as the client; left out: the address that asked" }),
      withinSeconds: z.int().min(0).max(20).default(0).meta({ description: 'How long the entry may take to appear' }),
      livesSeconds: z
        .int()
        .min(1)
        .max(20)
        .optional()
        .meta({ description: 'How long the entry must stay once the request has ended' }),
    })
    .meta({
      description: "After a request, the director's connection table (ipvsadm -Lnc) has it with its true source",
    }),
  {
    nodes: ({ node, from }) => [
      { path: ['node'], node },
      { path: ['from'], node: from },
    ],
    request: httpRequest,
  },
);

export type ServiceName = z.output<typeof virtualService>;

/** A client whose requests tell which service they go through. */
export const carriedFrom = identifier
  .optional()
  .meta({ description: "A client on the director's way: judged is the service that its requests go through" });

export interface Carried {
  node: string;
  service: ServiceName;
  from?: string | undefined;
}

export const carriedNodes = ({ node, from }: Carried): ReturnType<CheckFacts<Carried>['nodes']> => [
  { path: ['node'], node },
  ...(from === undefined ? [] : [{ path: ['from'], node: from }]),
];

const wantedDestination = z.strictObject({
  address,
  port,
  weight: z.int().min(0).optional().meta({ description: 'Left out: any weight above 0' }),
});

export const ipvsDestinations = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('ipvs-destinations'),
      node: identifier,
      service: virtualService,
      from: carriedFrom,
      method: z.enum(['dr', 'nat', 'tun']).meta({ description: '-g, -m or -i of ipvsadm' }),
      destinations: z.array(wantedDestination).min(1),
    })
    .meta({ description: 'The virtual service sends to exactly these real servers, by this forwarding method' }),
  {
    nodes: carriedNodes,
  },
);

export const ipvsService = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('ipvs-service'),
      node: identifier,
      service: virtualService,
      from: carriedFrom,
      scheduler: z.string().optional(),
      persistenceSeconds: z
        .int()
        .min(1)
        .nullable()
        .optional()
        .meta({ description: 'Seconds of `-p`; null: not persistent; left out: either' }),
      orLonger: z.boolean().default(false).meta({ description: 'Persistence may last longer too' }),
    })
    .meta({ description: 'The director has a virtual service, with this scheduler and persistence' }),
  {
    nodes: carriedNodes,
    request: ({ from, service: { protocol, address: vip, port: at } }) =>
      from === undefined || protocol !== 'tcp' ? [] : { from, address: vip, protocol, port: at },
  },
);

const seconds = z.int().min(1);

export const ipvsTimeouts = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('ipvs-timeouts'),
      node: identifier,
      tcp: seconds,
      tcpfin: seconds,
      udp: seconds,
    })
    .meta({ description: 'The timeouts of `ipvsadm --set`, in seconds' }),
  {
    nodes: ({ node }) => [{ path: ['node'], node }],
  },
);
