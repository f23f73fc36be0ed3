/** What a running network was built from, in twelve characters. */
import { createHash } from 'node:crypto';
import { bootCommands } from './draw.ts';
import type { Lab } from './lab.ts';

const HASH_LENGTH = 12;

const byName = <T extends { name: string }>(items: T[]): T[] =>
  items.toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));

/** JSON whose keys are in order, whatever order the objects were made in. */
const canonicalJson = (data: unknown): string =>
  JSON.stringify(data, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : Number(a > b))))
      : value,
  );

/**
 * The same for two labs whose networks, nodes and commands at boot (`by: lab`, and of what was drawn) are the same, in
 * whatever order networks and nodes are written. Titles, the student's steps, checks and guides do not count: they may change while an instance runs.
 */
export function manifestHash(lab: Lab): string {
  const { networks, nodes } = lab;
  const manifest = canonicalJson({ networks: byName(networks), nodes: byName(nodes), boot: bootCommands(lab) });
  return createHash('sha256').update(manifest).digest('hex').slice(0, HASH_LENGTH);
}
