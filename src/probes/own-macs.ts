/** Whose MACs are whose. Pure. */
import type { Lab } from '../lab/lab.ts';
import { macOf } from '../orchestrator/node-spec.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * The snapshot without MACs that the lab gave to a link of another node: a device of one's own may be given any, and what is
 * sent from and to that MAC is still the other's.
 */
export function withOwnMacs({ nodes }: Lab, snapshot: Snapshot): Snapshot {
  const owners = new Map(
    nodes.flatMap(({ name, interfaces }) => interfaces.map(({ address }) => [macOf(address), name] as const)),
  );
  const rows = Object.entries(snapshot).map(([node, seen]) => {
    const links = seen.links.map((link) => {
      const owner = link.mac === undefined ? undefined : owners.get(link.mac);
      return owner === undefined || owner === node ? link : { ...link, mac: undefined };
    });
    return [node, { ...seen, links }] as const;
  });
  return Object.fromEntries(rows);
}
