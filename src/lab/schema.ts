/** The schema of the lab file as written by its author. The rules across fields are in rules.ts. */
import { z } from 'zod';
import { HOP_NAMES } from './hop-names.ts';
import { checkSchema } from './checks/kinds.ts';
import { KERNEL_FEATURES } from './features.ts';
import { address, identifier, interfaceName, subnet, text } from './primitives.ts';

const network = z
  .union([subnet, z.strictObject({ subnet, interface: interfaceName })])
  .meta({ description: 'The subnet; its interfaces are named eth0, eth1 … in the order of the networks' });

const node = z.strictObject({
  role: z.enum(['director', 'real-server', 'client', 'gateway']),
  addresses: z.record(identifier, address).meta({ description: 'Network name: the address on it' }),
  gateway: address.optional().meta({ description: 'Default router; none when left out' }),
  kernel: z
    .array(z.enum(KERNEL_FEATURES))
    .default([])
    .meta({ description: "What the node needs of its kernel; one of its own is booted where the host's lacks it" }),
});

const commands = z.array(z.strictObject({ node: identifier, run: z.string().min(1) })).min(1);

const step = z.strictObject({
  id: identifier,
  title: text,
  by: z.enum(['lab', 'student']),
  tutorial: z.array(z.string()).default([]).meta({ description: 'Sections of the tutorial' }),
  commands: commands.meta({ description: 'The reference solution (by: student) or what is done at boot (by: lab)' }),
  checks: z.array(identifier).default([]).meta({ description: 'The checks that this step makes pass' }),
});

const beginning = z.strictObject({
  id: identifier.meta({ description: 'The word for it, which a check of the kind drawn expects' }),
  commands: commands.meta({ description: 'Done at boot, after the steps of the lab' }),
});

const fault = z.strictObject({
  id: identifier,
  title: text,
  looks: text.meta({ description: 'What a student sees, and why' }),
  inject: commands.meta({ description: 'Makes the mistake in a lab that is solved' }),
  repair: commands.meta({ description: 'Mends it again, caches of neighbours included' }),
  fails: z
    .array(identifier)
    .min(1)
    .meta({ description: 'The checks that fail because of it; what needs them is not judged, all others pass' }),
  mayFail: z
    .array(identifier)
    .default([])
    .meta({ description: 'Checks that fail because of it or pass, by chance: by whose packet came first' }),
  hop: z
    .enum(HOP_NAMES)
    .optional()
    .meta({ description: 'Where requests end because of it, on a node that it is injected on; left out: they do not' }),
});

export const writtenLabSchema = z.strictObject({
  title: text,
  teaches: text,
  minutes: z.int().min(1),
  vars: z
    .record(
      z.string().regex(/^[a-z][a-z0-9_]*$/, 'expected lower-case letters, digits and underscores, a letter first'),
      address,
    )
    .default({})
    .meta({ description: 'Named addresses, written ${name} anywhere in this file' }),
  networks: z.record(identifier, network),
  nodes: z.record(identifier, node),
  steps: z.array(step).min(1),
  draw: z.array(beginning).min(2).optional().meta({
    description: 'What the lab begins in: the seed of a variant draws one; without a variant it is the first',
  }),
  checks: z.array(checkSchema).min(1),
  faults: z.array(fault).default([]).meta({ description: 'The mistakes that students make here' }),
});

export type WrittenLab = z.output<typeof writtenLabSchema>;
