/** What the declarations of all kinds of check share. */
import { z } from 'zod';
import { identifier, text } from '../primitives.ts';

/** What every check has, whatever its kind. */
export const commonFields = {
  id: identifier,
  title: text,
  points: z
    .int()
    .min(0)
    .default(10)
    .meta({ description: 'Points it scores; 0 only where a check that scores needs it' }),
  needs: z
    .array(identifier)
    .default([])
    .meta({ description: 'Checks that must pass before this one is judged; others are reported as not judged' }),
  hint: text.optional().meta({ description: 'What to look at when it fails' }),
};

export const httpUrl = z
  .string()
  .regex(/^http:\/\/[^\s/]+\/?[^\s]*$/, 'expected a URL such as http://192.168.0.240/')
  .meta({ description: 'What the client asks for' });

/** The traffic that a check is about. */
export interface Request {
  /** Name of the node that sends it. */
  from: string;
  /** What the client asks for: a VIP, or an address that a gateway translates to one. */
  address: string;
  /** arp: it only asks who has the address. */
  protocol: 'tcp' | 'icmp' | 'arp';
  /** Of tcp. */
  port: number | undefined;
  /** Of what is asked for by HTTP, when it is not `/`. */
  path?: string;
  uploadBytes?: number;
  /** Of a question by ARP: who alone should answer. */
  owner?: string;
  /** Of a service that goes by a firewall mark. */
  mark?: number | undefined;
}

const HTTP_PORT = 80;

interface Asked {
  from: string;
  url: string;
  uploadBytes?: number | undefined;
}

export function httpRequest({ from, url, uploadBytes }: Asked): Request {
  const { hostname, port, pathname } = new URL(url);
  return {
    from,
    address: hostname,
    protocol: 'tcp',
    port: port === '' ? HTTP_PORT : Number(port),
    ...(pathname !== '/' && { path: pathname }),
    ...(uploadBytes !== undefined && { uploadBytes }),
  };
}

/** What is known of a kind of check with parameters `P` before anything is observed. */
export interface CheckFacts<P> {
  /**
   * What observing breaks, of what other checks look at: its own `nodes`, or any of the lab. Such checks are judged after
   * all others, and not beside one that breaks the same; they put everything back. None but such a check can need one.
   */
  disturbs?: 'nodes' | 'lab';
  /** Names of nodes in the parameters, with their path in the check: the lab file's rules look them up. */
  nodes: (parameters: P) => { path: (string | number)[]; node: string }[];
  /** Only of kinds that judge an effect: when such a check does not pass, the request's first broken hop is looked for. */
  request?: (parameters: P) => Request | Request[];
}

export const declare = <S extends z.ZodType>(
  schema: S,
  facts: CheckFacts<z.output<S>>,
): CheckFacts<z.output<S>> & { schema: S } => ({ schema, ...facts });
