import { z } from 'zod';
import { identifier } from '../lab/primitives.ts';
import { nodeSeen } from '../observe/snapshot.ts';
import { commonFields, fail, pass, type CheckKind } from './kind.ts';

export const schema = z
  .strictObject({
    ...commonFields,
    kind: z.literal('sysctl'),
    node: identifier,
    key: z.string().regex(/^net\.[a-z0-9_./-]+$/, 'expected a name such as net.ipv4.ip_forward'),
    values: z.array(z.int()).min(1).meta({ description: 'Any of these passes' }),
  })
  .meta({ description: 'The live value of a sysctl, as the kernel combines it' });

type Parameters = z.output<typeof schema>;

/** conf/all and conf/<device> combine to the larger value (Documentation/networking/ip-sysctl.rst). */
const COMBINED_BY_MAXIMUM = new Set(['arp_ignore', 'arp_announce', 'rp_filter']);

/** The names whose largest value is in force for `key`. conf/default is a template for new devices, in force nowhere. */
export function combinedKeys(key: string): string[] {
  const match = /^net\.ipv4\.conf\.(.+)\.([a-z_]+)$/.exec(key);
  const [, device, name] = match ?? [];
  return name !== undefined && device !== 'all' && device !== 'default' && COMBINED_BY_MAXIMUM.has(name)
    ? [`net.ipv4.conf.all.${name}`, key]
    : [key];
}

/** undefined when there is no such sysctl: another kernel, or no such device. */
export function effectiveSysctl(sysctls: Record<string, string>, key: string): number | undefined {
  if (sysctls[key] === undefined) return undefined;
  return Math.max(...combinedKeys(key).map((name) => Number(sysctls[name])));
}

export const kind: CheckKind<Parameters, undefined> = {
  nodes: ({ node }) => [{ path: ['node'], node }],
  judge({ node, key, values }, { snapshot }) {
    const { sysctls } = nodeSeen(snapshot, node);
    const evidence = combinedKeys(key).map((name) => `${node} ${name} = ${sysctls[name] ?? '(absent)'}`);
    const value = effectiveSysctl(sysctls, key);
    if (value !== undefined && values.includes(value)) return pass(...evidence);
    const expected = values.join(' / ');
    return fail(
      {
        en: `${key} on ${node} is ${value ?? 'absent'}, expected ${expected}`,
        zh: `${node} 上 ${key} 为 ${value ?? '（不存在）'}，应为 ${expected}`,
      },
      ...evidence,
    );
  },
};
