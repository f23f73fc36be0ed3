import { nodeSeen, type NodeSnapshot } from '../probes/snapshot.ts';
import { fail, pass, type CheckKind } from './kind.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'sysctl'>;

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

const FORWARD = 'net.ipv4.ip_forward';

/** Writing ip_forward writes the `forwarding` of every device; what is there decides, and may be changed afterwards. */
const forwardingKeys = ({ links, sysctls }: NodeSnapshot): string[] =>
  links
    .filter(({ mac, isUp }) => mac !== undefined && isUp)
    .map(({ name }) => `net.ipv4.conf.${name.replaceAll('.', '/')}.forwarding`)
    .filter((key) => key in sysctls);

/** Stands for whatever device of the node unwraps packets. */
const ANY_TUNNEL = 'any-tunnel';

/** `key` for the tunnel device that has one of the values, if any has; those that are up count before the others. */
function ofTunnel({ links, sysctls }: NodeSnapshot, key: string, values: number[]): string {
  const tunnels = links.filter(({ mac, isLoopback }) => mac === undefined && !isLoopback);
  const live = tunnels.filter(({ isUp }) => isUp);
  const keys = (live.length > 0 ? live : tunnels).map(({ name }) => key.replace(ANY_TUNNEL, name.replaceAll('.', '/')));
  return keys.find((name) => values.includes(effectiveSysctl(sysctls, name) ?? NaN)) ?? keys[0] ?? key;
}

/** Of what is in force for `key`, what has none of the values; undefined when all is as wanted. */
export function wrongSysctl(seen: NodeSnapshot, key: string, values: number[]): string | undefined {
  const isRight = (name: string): boolean => values.includes(effectiveSysctl(seen.sysctls, name) ?? NaN);
  const devices = key === FORWARD ? forwardingKeys(seen) : [];
  if (devices.length > 0 && devices.every(isRight)) return undefined;
  return [key, ...devices].find((name) => !isRight(name));
}

export const kind: CheckKind<Parameters, undefined> = {
  judge({ node, key: written, values }, { snapshot }) {
    const seen = nodeSeen(snapshot, node);
    const key = written.includes(`.${ANY_TUNNEL}.`) ? ofTunnel(seen, written, values) : written;
    const { sysctls } = seen;
    const others = key === FORWARD ? forwardingKeys(seen).filter((name) => sysctls[name] !== sysctls[key]) : [];
    const evidence = [...combinedKeys(key), ...others].map(
      (name) => `${node} ${name} = ${sysctls[name] ?? '(absent)'}`,
    );
    const wrong = wrongSysctl(seen, key, values);
    if (wrong === undefined) return pass(...evidence);
    const value = effectiveSysctl(sysctls, wrong);
    const expected = values.join(' / ');
    return fail(
      {
        en: `${wrong} on ${node} is ${value ?? 'absent'}, expected ${expected}`,
        zh: `${node} 上 ${wrong} 为 ${value ?? '（不存在）'}，应为 ${expected}`,
      },
      ...evidence,
    );
  },
};
