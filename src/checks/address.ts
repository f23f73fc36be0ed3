import { nodeSeen, type Snapshot } from '../probes/snapshot.ts';
import { fail, pass, type CheckKind, type Finding } from './kind.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'address'>;

/** Whether the node takes packets for the address. A device that is down does not keep the kernel from that. */
export function judgeAddress(
  { node, address: wanted }: Pick<Parameters, 'node' | 'address'>,
  snapshot: Snapshot,
): Finding {
  const { addresses, links, routes } = nodeSeen(snapshot, node);
  const evidence = addresses.map(({ device, address: at, prefix }) => `${node} ${device} ${at}/${prefix}`);
  const found = addresses.filter(({ address: at }) => at === wanted);
  const isLoopback = (device: string): boolean => links.some((link) => link.name === device && link.isLoopback);
  // The kernel takes a whole prefix on lo as its own: with /24 the node answers itself instead of the clients,
  // also when another device has the address too.
  // /0 is what `ifconfig lo:0 192.168.0.240/32` of net-tools sets (Mask:0.0.0.0); the kernel adds no route for it.
  const wide = found.find(({ device, prefix }) => isLoopback(device) && prefix !== 32 && prefix !== 0);
  if (wide) {
    return fail(
      {
        en: `${node} has ${wanted}/${wide.prefix} on ${wide.device}: on a loopback device the mask must be /32, or the node takes the whole subnet for its own`,
        zh: `${node} 的 ${wide.device} 上是 ${wanted}/${wide.prefix}：回环设备上掩码必须是 /32，否则该节点会把整个网段当成自己的地址`,
      },
      ...evidence,
    );
  }
  if (found.length > 0) return pass(...found.map(({ device, prefix }) => `${node} ${device} ${wanted}/${prefix}`));
  // `ip route add local 192.168.0.240 dev lo` makes the route that the kernel makes for an address.
  const route = routes.find(
    ({ table, type, destination }) => table === 'local' && type === 'local' && destination === wanted,
  );
  if (route) return pass(`${node} local ${wanted} dev ${route.device}`);
  return fail(
    { en: `${node} has no interface with ${wanted}`, zh: `${node} 的任何网卡上都没有 ${wanted}` },
    ...evidence,
  );
}

export const kind: CheckKind<Parameters, undefined> = {
  judge: (parameters, { snapshot }) => judgeAddress(parameters, snapshot),
};
