import { z } from 'zod';
import { address, identifier } from '../lab/primitives.ts';
import { nodeSeen } from '../observe/snapshot.ts';
import { commonFields, fail, pass, type CheckKind } from './kind.ts';

export const schema = z
  .strictObject({
    ...commonFields,
    kind: z.literal('route'),
    node: identifier,
    destination: z.string().default('default').meta({ description: '`default`, or a subnet as `ip route` prints it' }),
    via: address.nullable().meta({ description: 'The router; null: there must be no such route' }),
  })
  .meta({ description: 'The route of the main table for a destination' });

type Parameters = z.output<typeof schema>;

const shown = (via: string | null | undefined, language: 'zh' | 'en'): string =>
  via ?? (language === 'en' ? 'no router' : '没有网关');

export const kind: CheckKind<Parameters, undefined> = {
  nodes: ({ node }) => [{ path: ['node'], node }],
  judge({ node, destination, via }, { snapshot }) {
    const routes = nodeSeen(snapshot, node).routes.filter(({ table }) => table === 'main');
    const evidence = routes.map((route) => `${node} ${route.destination} via ${route.via ?? '-'} dev ${route.device}`);
    const [first] = routes.filter((route) => route.destination === destination).toSorted((a, b) => a.metric - b.metric);
    if ((first?.via ?? null) === via && (via !== null || !first)) return pass(...evidence);
    return fail(
      {
        en: `${node}'s route to ${destination} goes through ${shown(first?.via, 'en')}, expected ${shown(via, 'en')}`,
        zh: `${node} 到 ${destination} 的路由经过 ${shown(first?.via, 'zh')}，应为 ${shown(via, 'zh')}`,
      },
      ...evidence,
    );
  },
};
