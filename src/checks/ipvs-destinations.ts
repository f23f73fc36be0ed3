import { z } from 'zod';
import { address, identifier, port, virtualService } from '../lab/primitives.ts';
import { showEndpoint } from '../parsers/endpoint.ts';
import type { Destination } from '../parsers/ipvsadm-services.ts';
import { describeDestination, describeService, findService, noSuchService } from './ipvs-table.ts';
import { commonFields, fail, pass, type CheckKind, type Finding } from './kind.ts';

const wantedDestination = z.strictObject({
  address,
  port,
  weight: z.int().min(0).optional().meta({ description: 'Left out: any weight above 0' }),
});

export const schema = z
  .strictObject({
    ...commonFields,
    kind: z.literal('ipvs-destinations'),
    node: identifier,
    service: virtualService,
    method: z.enum(['dr', 'nat', 'tun']).meta({ description: '-g, -m or -i of ipvsadm' }),
    destinations: z.array(wantedDestination).min(1),
  })
  .meta({ description: 'The virtual service sends to exactly these real servers, by this forwarding method' });

type Parameters = z.output<typeof schema>;
type Wanted = z.output<typeof wantedDestination>;

const OPTION = { dr: '-g', nat: '-m', tun: '-i', local: 'local' } as const;

function judgeOne(found: Destination | undefined, wanted: Wanted, method: Parameters['method']): Finding | undefined {
  const name = `${wanted.address}:${wanted.port}`;
  if (!found) return fail({ en: `the service has no real server ${name}`, zh: `该服务中没有真实服务器 ${name}` });
  if (found.method !== method) {
    return fail({
      en: `${name} is forwarded by ${found.method} (${OPTION[found.method]}), expected ${method} (${OPTION[method]})`,
      zh: `${name} 的转发方式是 ${found.method} (${OPTION[found.method]})，应为 ${method} (${OPTION[method]})`,
    });
  }
  if (wanted.weight === undefined ? found.weight === 0 : found.weight !== wanted.weight) {
    return fail({
      en: `${name} has weight ${found.weight}, expected ${wanted.weight ?? 'more than 0'}${found.weight === 0 ? ' (0 takes no new connection)' : ''}`,
      zh: `${name} 的权重是 ${found.weight}，应为 ${wanted.weight ?? '大于 0'}${found.weight === 0 ? '（权重 0 不接受新连接）' : ''}`,
    });
  }
  return undefined;
}

const isSame = (wanted: Wanted, seen: Destination): boolean =>
  seen.address === wanted.address && seen.port === wanted.port;

export const kind: CheckKind<Parameters, undefined> = {
  nodes: ({ node }) => [{ path: ['node'], node }],
  judge({ node, service, method, destinations }, { snapshot }) {
    const found = findService(snapshot, node, service);
    if (!found) return noSuchService(snapshot, node, service);
    const evidence = [describeService(found), ...found.destinations.map(describeDestination)];
    for (const wanted of destinations) {
      const problem = judgeOne(
        found.destinations.find((seen) => isSame(wanted, seen)),
        wanted,
        method,
      );
      if (problem) return { ...problem, evidence };
    }
    const extra = found.destinations.find((seen) => !destinations.some((wanted) => isSame(wanted, seen)));
    if (extra) {
      const name = showEndpoint(extra);
      return fail(
        {
          en: `the service also sends to ${name}, which is no real server of this lab`,
          zh: `该服务还会转发到 ${name}，它不是本实验的真实服务器`,
        },
        ...evidence,
      );
    }
    return pass(...evidence);
  },
};
