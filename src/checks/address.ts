import { z } from 'zod';
import { address, identifier } from '../lab/primitives.ts';
import { nodeSeen } from '../observe/snapshot.ts';
import { commonFields, fail, pass, type CheckKind } from './kind.ts';

export const schema = z
  .strictObject({ ...commonFields, kind: z.literal('address'), node: identifier, address })
  .meta({ description: 'The node has the address, on any device and under any label; on lo with the mask /32' });

type Parameters = z.output<typeof schema>;

export const kind: CheckKind<Parameters, undefined> = {
  nodes: ({ node }) => [{ path: ['node'], node }],
  judge({ node, address: wanted }, { snapshot }) {
    const { addresses, links } = nodeSeen(snapshot, node);
    const evidence = addresses.map(({ device, address: at, prefix }) => `${node} ${device} ${at}/${prefix}`);
    const found = addresses.find(({ address: at }) => at === wanted);
    if (!found) {
      return fail(
        { en: `${node} has no interface with ${wanted}`, zh: `${node} 的任何网卡上都没有 ${wanted}` },
        ...evidence,
      );
    }
    const link = links.find(({ name }) => name === found.device);
    if (!link?.isUp) {
      return fail(
        {
          en: `${node} has ${wanted} on ${found.device}, but ${found.device} is down`,
          zh: `${node} 的 ${found.device} 上有 ${wanted}，但 ${found.device} 没有启用 (down)`,
        },
        ...evidence,
      );
    }
    // The kernel takes a whole prefix on lo as its own: with /24 the node answers itself instead of the clients.
    // /0 is what `ifconfig lo:0 192.168.0.240/32` of net-tools sets (Mask:0.0.0.0); the kernel adds no route for it.
    if (link.isLoopback && found.prefix !== 32 && found.prefix !== 0) {
      return fail(
        {
          en: `${node} has ${wanted}/${found.prefix} on ${found.device}: on a loopback device the mask must be /32, or the node takes the whole subnet for its own`,
          zh: `${node} 的 ${found.device} 上是 ${wanted}/${found.prefix}：回环设备上掩码必须是 /32，否则该节点会把整个网段当成自己的地址`,
        },
        ...evidence,
      );
    }
    return pass(`${node} ${found.device} ${wanted}/${found.prefix}`);
  },
};
