/** Frames to another machine than the one that has the next address on the way: by what a node was told of its neighbour. Pure. */
import type { Hop } from '../models/journey.ts';
import { hasMac, nodeSeen } from '../probes/snapshot.ts';
import type { Broken, Sight } from './hop.ts';

export interface Next {
  /** Of the node that has the address. */
  name: string;
  address: string;
}

/** @param frame that the node sent, and that should have gone to `next` */
export function strayFrame({ snapshot }: Sight, node: string, next: Next, frame: Hop): Broken | undefined {
  const { to, destinationMac } = frame;
  if (hasMac(snapshot, next.name, destinationMac)) return undefined;
  const entry = nodeSeen(snapshot, node).neighbours.find(
    ({ address, mac }) => address === next.address && mac === destinationMac,
  );
  if (!entry) return undefined;
  const how = entry.states.includes('PERMANENT')
    ? { en: ', a permanent entry', zh: '，是永久条目' }
    : { en: '', zh: '' };
  return {
    node,
    seen: {
      en: `${node} sends what is for ${next.address} (${next.name}) in frames to ${to}: so it has it among its neighbours${how.en}`,
      zh: `${node} 把应当给 ${next.address} (${next.name}) 的帧发给了 ${to}：它的邻居表里就是这样写的${how.zh}`,
    },
    expected: { en: `frames go to ${next.name}`, zh: `帧发给 ${next.name}` },
    evidence: [`${node} ${next.address} lladdr ${entry.mac} ${entry.states.join(' ')}`],
    hints: [
      { en: `Whose MAC do the frames of ${node} have?`, zh: `${node} 发出的帧是谁的 MAC？` },
      { en: `The neighbours of ${node}: ip neigh.`, zh: `${node} 的邻居表：ip neigh。` },
      {
        en: `ip neigh del ${next.address} dev ${entry.device}`,
        zh: `ip neigh del ${next.address} dev ${entry.device}`,
      },
    ],
  };
}
