import { z } from 'zod';
import { address, identifier, port } from '../lab/primitives.ts';
import type { Frame } from '../parsers/tcpdump.ts';
import { commonFields, fail, pass, type CheckKind } from './kind.ts';

export const schema = z
  .strictObject({
    ...commonFields,
    kind: z.literal('arrivals'),
    address: address.meta({ description: 'Of the virtual service: the VIP' }),
    port: port.default(80),
    servers: z.array(identifier).min(2),
    seconds: z.int().min(1).max(10).default(2).meta({ description: 'How long arrivals are watched' }),
    atLeast: z.int().min(1).default(20).meta({ description: 'How many requests must arrive in this time' }),
    percentEach: z.int().min(1).max(50).default(30).meta({ description: 'The share that each server gets at least' }),
  })
  .meta({
    description: 'What clients ask for by themselves reaches every real server, none of them with too small a share',
  });

type Parameters = z.output<typeof schema>;

export const kind: CheckKind<Parameters, Frame[][]> = {
  nodes: ({ servers }) => servers.map((node, index) => ({ path: ['servers', index], node })),
  observe: ({ servers, address: vip, port: at, seconds }, probes) => probes.arrivals(servers, vip, at, seconds),
  judge({ address: vip, port: at, servers, seconds, atLeast, percentEach }, { observed }) {
    const rows = servers.map((name, index) => ({ name, count: observed[index]?.length ?? 0 }));
    const total = rows.reduce((sum, { count }) => sum + count, 0);
    const evidence = rows.map(({ name, count }) => `${name} got ${count} of ${total} requests within ${seconds} s`);
    if (total < atLeast) {
      return fail(
        {
          en: `${total} requests for ${vip}:${at} arrived within ${seconds} s, expected ${atLeast} at least`,
          zh: `${seconds} 秒内只有 ${total} 个对 ${vip}:${at} 的请求到达，应至少有 ${atLeast} 个`,
        },
        ...evidence,
      );
    }
    const poor = rows.find(({ count }) => count * 100 < percentEach * total);
    if (poor) {
      return fail(
        {
          en: `${poor.name} got ${poor.count} of ${total} requests, expected ${percentEach} % at least`,
          zh: `${total} 个请求中 ${poor.name} 只得到 ${poor.count} 个，应至少有 ${percentEach}%`,
        },
        ...evidence,
      );
    }
    return pass(...evidence);
  },
};
