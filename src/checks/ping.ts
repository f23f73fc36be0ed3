import { z } from 'zod';
import { address, identifier } from '../lab/primitives.ts';
import { commonFields, fail, pass, type CheckKind } from './kind.ts';

export const schema = z
  .strictObject({ ...commonFields, kind: z.literal('ping'), from: identifier, address })
  .meta({ description: 'An address answers echo requests: the way there and the way back both work' });

type Parameters = z.output<typeof schema>;

export const kind: CheckKind<Parameters, boolean> = {
  nodes: ({ from }) => [{ path: ['from'], node: from }],
  request: ({ from, address: to }) => ({ from, address: to, protocol: 'icmp', port: undefined }),
  observe: ({ from, address: to }, probes) => probes.ping(from, to),
  judge({ from, address: to }, { observed }) {
    const line = `${from}: ping ${to} -> ${observed ? 'answered' : 'no answer'}`;
    return observed
      ? pass(line)
      : fail({ en: `${from} gets no echo reply from ${to}`, zh: `${from} ping ${to} 没有应答` }, line);
  },
};
