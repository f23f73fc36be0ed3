/** Checks of files that students write. */
import { z } from 'zod';
import { commonFields, declare } from './common.ts';
import { address, identifier } from '../primitives.ts';

export const drawn = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('drawn'),
      node: identifier,
      path: z
        .string()
        .regex(/^\/[^\n\0]+$/, 'expected an absolute path')
        .meta({ description: 'Of a text file in the node' }),
    })
    .meta({ description: 'A file names what this instance began in, of all that the lab may draw' }),
  {
    nodes: ({ node }) => [{ path: ['node'], node }],
  },
);

const variableName = z.string().regex(/^[A-Za-z_]\w*$/, 'expected the name of a variable');

const action = z.strictObject({
  arguments: z.array(z.string()).default([]),
  environment: z.record(variableName, z.string()).default({}).meta({ description: 'Variables of the environment' }),
  succeeds: z.boolean().default(true).meta({ description: 'Whether its exit status must be 0, or must not' }),
  state: z.enum(['begun', 'fresh']).meta({
    description: 'What the node must be afterwards: as it was before the first action, or as when the lab starts',
  }),
  another: z
    .strictObject({
      variable: variableName.meta({ description: 'Is set to the address' }),
      instead: address.optional().meta({ description: 'The address stands in place of this one' }),
      beside: address.optional().meta({ description: 'What is there with this one is there with the address too' }),
    })
    .optional()
    .meta({
      description:
        'The script is told to use another address, which is drawn when the check runs and which nobody has; the same for all actions',
    }),
});

export const script = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('script'),
      nodes: z.array(identifier).min(1).meta({ description: 'Where the script is, each with its own copy' }),
      path: z.string().regex(/^\/[^\n\0]+$/, 'expected an absolute path'),
      actions: z.array(action).min(1),
    })
    .meta({ description: "The student's script, run action by action: its exit statuses, and the state it leaves" }),
  {
    disturbs: 'nodes',
    nodes: ({ nodes }) => nodes.map((node, index) => ({ path: ['nodes', index], node })),
  },
);
