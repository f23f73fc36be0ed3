import type { Frame } from '../parsers/tcpdump.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'arrivals'>;

export const kind: CheckKind<Parameters, Frame[][]> = {
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
