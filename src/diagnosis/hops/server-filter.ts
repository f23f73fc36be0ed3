/** The packet filter of each real server: the request in, the reply out. */
import { brokenBy, dropAt } from '../drops.ts';
import type { Hook } from '../../checks/packet-filter.ts';
import { packetsOf } from '../filter.ts';
import { firstOf, type Hop } from '../hop.ts';
import { interfaceToward } from '../topology.ts';
import type { Way, WayServer } from '../way.ts';

const IN: readonly Hook[] = ['INGRESS', 'PREROUTING', 'INPUT'];
const OUT: readonly Hook[] = ['OUTPUT', 'POSTROUTING'];

/** What the packet is addressed to where it arrives. */
export const addressAt = ({ destinations, target, directors }: Way, { address }: WayServer): string =>
  directors.length > 0 && destinations?.method === 'nat' ? address : target;

export const serverFilter: Hop = (sight) => {
  const { lab, way } = sight;
  return firstOf(way.servers, (server) => {
    const { name } = server.node;
    const device = interfaceToward(lab, server.node, way.replyTo)?.name;
    const local = addressAt(way, server);
    const at = { ...way, port: server.port };
    const coming = packetsOf(at, { source: way.replyTo, destination: local, input: device });
    const leaving = packetsOf(at, { source: local, destination: way.replyTo, isReply: true, output: device });
    const isIn = (hook: Hook): boolean => IN.includes(hook);
    const drop = dropAt(sight, {
      node: name,
      hooks: [...IN, ...OUT],
      written: (hook) => [isIn(hook) ? coming : leaving],
    });
    return (
      drop &&
      brokenBy(sight, name, drop, {
        en: `what comes from ${way.replyTo}, or its answer`,
        zh: `来自 ${way.replyTo} 的包，或给它的应答`,
      })
    );
  });
};
