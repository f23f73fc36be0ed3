/** In whose name each real server asks by ARP before it answers: in the VIP's, it takes the VIP over in others' caches. */
import { hasMac } from '../../probes/snapshot.ts';
import { firstOf, type Hop, type Sight } from '../hop.ts';
import type { WayServer } from '../way.ts';

/** One that asks for its own sender announces it. What was heard on the wire, and nothing else: other ways than a sysctl keep a machine from asking so. */
function heard({ snapshot, way, frames }: Sight, { node }: WayServer): string | undefined {
  const asked = frames?.find(
    ({ sourceMac, packet }) =>
      packet.type === 'arp-request' && packet.sender === way.target && hasMac(snapshot, node.name, sourceMac),
  );
  return asked?.packet.type === 'arp-request'
    ? `${node.name}: who has ${asked.packet.target}, tell ${asked.packet.sender}`
    : undefined;
}

export const replyArp: Hop = (sight) => {
  const { target, destinations, servers, directors } = sight.way;
  if (directors.length === 0 || destinations?.method === 'nat') return undefined;
  return firstOf(servers, (server) => {
    const { name } = server.node;
    const evidence = heard(sight, server);
    if (evidence === undefined) return undefined;
    return {
      node: name,
      seen: { en: `${name} asks by ARP in the name of ${target}`, zh: `${name} 以 ${target} 的名义发 ARP 请求` },
      expected: {
        en: `${name} asks in the name of ${server.address}`,
        zh: `${name} 以 ${server.address} 的名义发 ARP 请求`,
      },
      evidence: [evidence],
      hints: [
        {
          en: `Before ${name} answers a new client it asks by ARP: in whose name?`,
          zh: `${name} 应答新客户端之前要发 ARP 请求：以谁的名义？`,
        },
        {
          en: `arp_announce on ${name}: in force is the larger value of all and of the interface.`,
          zh: `${name} 上的 arp_announce：起作用的是 all 和网卡两者中较大的值。`,
        },
        {
          en: `sysctl -w net.ipv4.conf.all.arp_announce=2 on ${name}; ip neigh flush all on the others`,
          zh: `在 ${name} 上 sysctl -w net.ipv4.conf.all.arp_announce=2；在其他机器上 ip neigh flush all`,
        },
      ],
    };
  });
};
