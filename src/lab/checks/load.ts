/** Checks that offer connections to a service and look who gets them. */
import { z } from 'zod';
import { commonFields, declare, type CheckFacts, type Request } from './common.ts';
import { address, identifier, port, virtualService } from '../primitives.ts';
import { SCHEDULER_NAMES } from '../../models/schedulers.ts';
import { parseWork } from '../../models/work.ts';

export const workFields = {
  ...commonFields,
  director: identifier,
  from: identifier.meta({ description: 'A client on the same network as the director' }),
  vips: z.array(address).min(1).max(3).meta({ description: 'Addresses of the service; several only with a mark' }),
  port: port.default(80),
  mark: z
    .int()
    .min(1)
    .optional()
    .meta({ description: 'Firewall mark of the service; without it, it is a TCP service' }),
  sources: z
    .int()
    .min(1)
    .max(16)
    .default(1)
    .meta({ description: 'How many addresses that were never used before the client has' }),
  work: z
    .string()
    .refine(
      (text) => parseWork(text) !== undefined,
      'expected words such as 1>1, 2>1*4 and x3, where x ends what is open',
    )
    .meta({
      description:
        '`2>1` opens a connection from the second source to the first VIP, `2>1*4` four of them, `x3` ends the third',
    }),
};

export interface WorkParameters {
  director: string;
  from: string;
  vips: string[];
  port: number;
  mark?: number | undefined;
  sources: number;
  work: string;
}

export const workNodes: CheckFacts<WorkParameters>['nodes'] = ({ director, from }) => [
  { path: ['director'], node: director },
  { path: ['from'], node: from },
];

/** One for each address. */
export const workRequests = ({ from, vips, port: at, mark }: WorkParameters): Request[] =>
  vips.map((vip) => ({ from, address: vip, protocol: 'tcp', port: at, ...(mark !== undefined && { mark }) }));

const weighted = z.strictObject({ address, weight: z.int().min(0) });

export const scheduler = declare(
  z
    .strictObject({
      ...workFields,
      kind: z.literal('scheduler'),
      scheduler: z.enum(SCHEDULER_NAMES).meta({ description: 'Whose choices the kernel must make' }),
      servers: z
        .array(weighted)
        .min(1)
        .max(4)
        .meta({ description: 'The real servers, and the weights that they must act by' }),
    })
    .meta({
      description:
        'Connections that are opened, held and closed go to the servers that this scheduler would choose with these weights',
    }),
  {
    nodes: workNodes,
    request: workRequests,
  },
);

export const synBurst = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('syn-burst'),
      from: identifier.meta({ description: 'A client on the same network as the director' }),
      director: identifier,
      service: virtualService.meta({ description: 'The TCP service that the packets go to; nobody else may use it' }),
      count: z.int().min(20).max(500).default(200).meta({ description: 'How many SYN packets are sent' }),
      effect: z
        .enum(['counted', 'packets-dropped', 'entries-dropped', 'synack-state'])
        .meta({ description: 'What is judged: the counters, or what one of the three defences did' }),
      oneIn: z
        .int()
        .min(2)
        .max(20)
        .default(10)
        .meta({ description: 'With packets-dropped: one of so many new connections is refused' }),
    })
    .meta({ description: 'A burst of connections that are never completed, and what the director makes of them' }),
  {
    nodes: ({ from, director }) => [
      { path: ['from'], node: from },
      { path: ['director'], node: director },
    ],
    request: ({ from, service }) => ({ from, address: service.address, protocol: 'tcp', port: service.port }),
  },
);

const withCapacity = z.strictObject({
  address,
  capacity: z.int().min(1).default(1).meta({ description: 'How much it can bear, compared with the others' }),
});

export const workload = declare(
  z
    .strictObject({
      ...workFields,
      kind: z.literal('workload'),
      servers: z.array(withCapacity).min(2),
      within: z
        .int()
        .min(0)
        .optional()
        .meta({ description: "By how many connections a server's share may miss what its capacity makes it" }),
      held: z
        .boolean()
        .default(false)
        .meta({ description: 'Shares are of the connections that are still open in the end, not of all' }),
      longestDelay: z.number().positive().optional().meta({
        description:
          'Connections that a server has, with the new one, divided by its capacity: at most this, each time',
      }),
      sticky: z.enum(['source', 'destination']).optional().meta({
        description: 'All connections with the same source, or destination, get the same server, not all of them one',
      }),
    })
    .meta({
      description:
        'Connections that are opened, held and closed are spread as the work needs it, by whatever scheduler',
    }),
  {
    nodes: workNodes,
    request: workRequests,
  },
);
