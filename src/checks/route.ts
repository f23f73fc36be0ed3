import { z } from 'zod';
import { address, identifier, type Language, type Text } from '../lab/primitives.ts';
import { nodeSeen } from '../observe/snapshot.ts';
import type { Route } from '../parsers/ip-json.ts';
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

const NO_ROUTER: Text = { en: 'no router', zh: '没有网关' };

/** What is there in place of the router that should be: another one, a device without one, or no route at all. */
function shown(route: Route | undefined, language: Language): string {
  if (!route) return NO_ROUTER[language];
  return route.via ?? `${route.device ?? route.type} (${NO_ROUTER[language]})`;
}

export const kind: CheckKind<Parameters, undefined> = {
  nodes: ({ node }) => [{ path: ['node'], node }],
  judge({ node, destination, via }, { snapshot }) {
    const routes = nodeSeen(snapshot, node).routes.filter(({ table }) => table === 'main');
    const evidence = routes.map((route) => `${node} ${route.destination} via ${route.via ?? '-'} dev ${route.device}`);
    const [first] = routes.filter((route) => route.destination === destination).toSorted((a, b) => a.metric - b.metric);
    if ((first?.via ?? null) === via && (via !== null || !first)) return pass(...evidence);
    return fail(
      {
        en: `${node}'s route to ${destination} goes through ${shown(first, 'en')}, expected ${via ?? 'no such route'}`,
        zh: `${node} 到 ${destination} 的路由经过 ${shown(first, 'zh')}，应为 ${via ?? '没有这条路由'}`,
      },
      ...evidence,
    );
  },
};
