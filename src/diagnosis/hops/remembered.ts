/** What the last machine before the director remembers of the VIP's owner, and was not told anew. */
import { hasMac, nodeOfMac, nodeSeen } from '../../probes/snapshot.ts';
import type { Neighbour } from '../../parsers/ip-json.ts';
import type { Text } from '../../lab/primitives.ts';
import type { Hop, Sight } from '../hop.ts';
import { failedOf } from '../trail.ts';
import { interfaceToward } from '../topology.ts';
import { askerOf } from './vip-owner.ts';

interface Memory {
  asker: string;
  /** The node, or the MAC of nobody. */
  owner: string;
  entry: Neighbour & { mac: string };
}

const isDirectors = ({ snapshot, way }: Sight, mac: string): boolean =>
  way.directors.some((name) => hasMac(snapshot, name, mac));

/** As its frames show it, where the cache was looked at before. */
function inUse({ lab, way, trails = [] }: Sight, asker: string): Neighbour | undefined {
  const frame = trails
    .flatMap(({ there }) => there)
    .find(({ from, packet }) => from === asker && packet.destination.address === way.target);
  const device = interfaceToward(lab, askerOf(way), way.target)?.name ?? '';
  return frame && { address: way.target, device, mac: frame.destinationMac, states: ['REACHABLE'] };
}

function memoryOf(sight: Sight): Memory | undefined {
  const { snapshot, way } = sight;
  if (way.directors.length === 0) return undefined;
  const asker = askerOf(way).name;
  const entry =
    nodeSeen(snapshot, asker).neighbours.find(
      ({ address, mac }) => address === way.target && mac !== undefined && !isDirectors(sight, mac),
    ) ?? inUse(sight, asker);
  if (entry?.mac === undefined || isDirectors(sight, entry.mac)) return undefined;
  return { asker, owner: nodeOfMac(snapshot, entry.mac) ?? entry.mac, entry: { ...entry, mac: entry.mac } };
}

const describe = ({ way }: Sight, { asker, owner, entry }: Memory): Text =>
  entry.states.includes('PERMANENT')
    ? {
        en: `${asker} was told that ${way.target} is at ${owner}: the entry in its ARP cache is permanent`,
        zh: `${asker} 上写死了 ${way.target} 在 ${owner} 上：ARP 缓存里是永久条目`,
      }
    : {
        en: `${asker} still has ${way.target} at ${owner} in its ARP cache`,
        zh: `${asker} 的 ARP 缓存里 ${way.target} 仍在 ${owner} 上`,
      };

/** For reports of another cause: it may go on to hurt when that one is mended. */
export function rememberedOf(sight: Sight): Text[] {
  const memory = memoryOf(sight);
  return memory ? [describe(sight, memory)] : [];
}

export const remembered: Hop = (sight) => {
  const { way, trails } = sight;
  const memory = memoryOf(sight);
  if (!memory) return undefined;
  const { asker, entry } = memory;
  // Seen on the wire where somebody looked: the entry may have been renewed meanwhile.
  const isUsed = failedOf(trails ?? []).some(({ there }) =>
    there.some(({ from, destinationMac }) => from === asker && destinationMac === entry.mac),
  );
  if (trails && trails.length > 0 && !isUsed) return undefined;
  const names = way.directors.join(' / ');
  return {
    node: asker,
    seen: describe(sight, memory),
    expected: { en: `${asker} has ${way.target} at ${names}`, zh: `${asker} 知道 ${way.target} 在 ${names} 上` },
    evidence: [`${asker} ${way.target} lladdr ${entry.mac} ${entry.states.join(' ')}`],
    hints: [
      { en: `Does ${asker} remember what is no longer true?`, zh: `${asker} 是不是还记着过时的信息？` },
      { en: `The ARP cache of ${asker}: ip neigh.`, zh: `${asker} 的 ARP 缓存：ip neigh。` },
      {
        en: `ip neigh del ${way.target} dev ${entry.device} on ${asker}`,
        zh: `在 ${asker} 上执行 ip neigh del ${way.target} dev ${entry.device}`,
      },
    ],
  };
};
