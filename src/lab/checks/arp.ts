/** Checks of ARP. */
import { z } from 'zod';
import { commonFields, httpRequest, declare } from './common.ts';
import { wireFields, wireNodes } from './wire.ts';
import { address, identifier } from '../primitives.ts';
import { ARP_SETTINGS } from '../../models/arp.ts';

export const arpAnnounce = declare(
  z.strictObject({ ...wireFields, kind: z.literal('arp-announce') }).meta({
    description:
      'The ARP requests of the real servers never name the VIP as their sender, which would move the VIP in the caches of others',
  }),
  {
    nodes: wireNodes,
    request: httpRequest,
  },
);

const arpCase = z.strictObject({
  name: identifier,
  address: address.meta({ description: 'Who has it? With arp_announce: the source of a packet of the node' }),
  asker: address.optional().meta({ description: 'In whose name `from` asks; its own address when left out' }),
  scope: z.enum(['global', 'host']).optional().meta({ description: 'That the address must have on the node' }),
});

export const arpMatrix = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('arp-matrix'),
      node: identifier.meta({ description: 'Is set and measured' }),
      from: identifier.meta({ description: 'Asks and hears, on a network that both are on; has the prediction' }),
      setting: z.enum(ARP_SETTINGS),
      value: z.int().min(0).max(255).meta({ description: 'Of the setting; the row that is judged' }),
      cases: z.array(arpCase).min(1).max(8),
      prediction: z
        .string()
        .regex(/^\/[^\n\0]+$/, 'expected an absolute path')
        .meta({ description: 'The file of the student, on `from`' }),
    })
    .meta({
      description: 'What a value of arp_ignore or arp_announce does, predicted by the student and measured on the wire',
    }),
  {
    disturbs: 'lab',
    nodes: ({ node, from }) => [
      { path: ['node'], node },
      { path: ['from'], node: from },
    ],
  },
);

export const arpOwner = declare(
  z
    .strictObject({
      ...commonFields,
      kind: z.literal('arp-owner'),
      from: identifier,
      address,
      owner: identifier.optional().meta({ description: 'Left out: nobody may answer' }),
      network: identifier.optional().meta({ description: 'Where it asks; left out: on the network of the address' }),
    })
    .meta({ description: 'When a node asks by ARP who has the address, one node alone answers, or none' }),
  {
    nodes: ({ from, owner }) => [
      { path: ['from'], node: from },
      ...(owner === undefined ? [] : [{ path: ['owner'], node: owner }]),
    ],
    request: ({ from, address: wanted, owner, network }) =>
      owner === undefined || network !== undefined
        ? []
        : { from, address: wanted, protocol: 'arp', port: undefined, owner },
  },
);
