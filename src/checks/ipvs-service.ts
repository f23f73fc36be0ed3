import { z } from 'zod';
import { identifier, virtualService } from '../lab/primitives.ts';
import { describeService, findService, noSuchService } from './ipvs-table.ts';
import { commonFields, fail, pass, type CheckKind } from './kind.ts';

export const schema = z
  .strictObject({
    ...commonFields,
    kind: z.literal('ipvs-service'),
    node: identifier,
    service: virtualService,
    scheduler: z.string().optional(),
    persistenceSeconds: z
      .int()
      .min(1)
      .nullable()
      .optional()
      .meta({ description: 'Seconds of `-p`; null: not persistent; left out: either' }),
  })
  .meta({ description: 'The director has a virtual service, with this scheduler and persistence' });

type Parameters = z.output<typeof schema>;

export const kind: CheckKind<Parameters, undefined> = {
  nodes: ({ node }) => [{ path: ['node'], node }],
  judge({ node, service, scheduler, persistenceSeconds }, { snapshot }) {
    const found = findService(snapshot, node, service);
    if (!found) return noSuchService(snapshot, node, service);
    const line = describeService(found);
    if (scheduler !== undefined && found.scheduler !== scheduler) {
      return fail(
        {
          en: `the service on ${node} uses the scheduler ${found.scheduler}, expected ${scheduler}`,
          zh: `${node} 上该服务的调度算法是 ${found.scheduler}，应为 ${scheduler}`,
        },
        line,
      );
    }
    const seconds = found.persistenceSeconds ?? null;
    if (persistenceSeconds !== undefined && seconds !== persistenceSeconds) {
      return fail(
        {
          en: `the service on ${node} is ${seconds === null ? 'not persistent' : `persistent for ${seconds} s`}, expected ${persistenceSeconds === null ? 'no persistence' : `${persistenceSeconds} s (-p ${persistenceSeconds})`}`,
          zh: `${node} 上该服务${seconds === null ? '没有会话保持' : `的会话保持为 ${seconds} 秒`}，应为${persistenceSeconds === null ? '不保持' : ` ${persistenceSeconds} 秒 (-p ${persistenceSeconds})`}`,
        },
        line,
      );
    }
    return pass(line);
  },
};
