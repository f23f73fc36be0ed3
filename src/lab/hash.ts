/** Hashes the parts of a lab from which a running network was built, to twelve characters. */
import { createHash } from 'node:crypto';
import { bootCommands } from './draw.ts';
import type { Lab } from './lab.ts';

const HASH_LENGTH = 12;

const byName = <T extends { name: string }>(items: T[]): T[] =>
  items.toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));

/** JSON with sorted keys, regardless of the order in which objects were created. */
const canonicalJson = (data: unknown): string =>
  JSON.stringify(data, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : Number(a > b))))
      : value,
  );

/**
 * Two labs have the same hash if their networks, nodes and boot commands (`by: lab`, and those of the selected initial
 * state) are the same, in any order of networks and nodes. Titles, the student's steps, checks and guides are ignored,
 * because they may change while an instance runs.
 */
export function manifestHash(lab: Lab): string {
  const { networks, nodes } = lab;
  const manifest = canonicalJson({ networks: byName(networks), nodes: byName(nodes), boot: bootCommands(lab) });
  return createHash('sha256').update(manifest).digest('hex').slice(0, HASH_LENGTH);
}
