/** Small schemas used by the lab file and the kinds of check. */
import { z } from 'zod';
import { isIpv4, parseSubnet } from '../util/address.ts';
import { IDENTIFIER } from './identifier.ts';

export type { Language, Text } from '../util/text.ts';

export const text = z
  .strictObject({ zh: z.string().min(1), en: z.string().min(1) })
  .meta({ description: 'The same sentence in Chinese and in English' });

export const identifier = z
  .string()
  .regex(IDENTIFIER.pattern, IDENTIFIER.expectation)
  .meta({ description: 'Lower-case letters, digits and hyphens, a letter first' });

export const address = z
  .string()
  .refine(isIpv4, 'expected an IPv4 address such as 192.168.0.210')
  .meta({ description: 'An IPv4 address, or ${name} of a variable' });

export const subnet = z
  .string()
  .refine((value) => parseSubnet(value) !== undefined, 'expected a subnet such as 192.168.0.0/24, host bits zero')
  .meta({ description: 'An IPv4 subnet in CIDR form, host bits zero' });

export const port = z.int().min(1).max(65535);

export const interfaceName = z
  .string()
  .regex(/^[a-z][a-z0-9]{0,14}$/, 'expected an interface name such as eth0')
  .meta({ description: 'The name of the interface in every node on this network' });

/** Where an IPVS virtual service listens. */
export const virtualService = z
  .strictObject({ protocol: z.enum(['tcp', 'udp']).default('tcp'), address, port })
  .meta({ description: 'A virtual service of IPVS: protocol, address (VIP) and port' });
