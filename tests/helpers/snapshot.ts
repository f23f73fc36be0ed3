/** What was seen of real nodes of experiment 1, for a test to change: every call gives a copy of its own. */
import { readFileSync } from 'node:fs';
import { nodeSeen, type NodeSnapshot, type Snapshot } from '../../src/observe/snapshot.ts';

const read = (file: string): string => readFileSync(new URL(`../fixtures/${file}`, import.meta.url), 'utf8');

const TEXTS = { blank: read('exp1-blank.snapshot.json'), solved: read('exp1-solved.snapshot.json') };

export const blank = (): Snapshot => JSON.parse(TEXTS.blank) as Snapshot;
export const solved = (): Snapshot => JSON.parse(TEXTS.solved) as Snapshot;

/** What SNAPSHOT_SCRIPT printed in a node of a solved experiment 1. */
export const snapshotOutput = (node: 'lvs01' | 'gateway'): string => read(`exp1-solved-${node}.snapshot.out`);

/** The solved experiment with one node changed. */
export function solvedWith(node: string, change: (seen: NodeSnapshot) => void): Snapshot {
  const snapshot = solved();
  change(nodeSeen(snapshot, node));
  return snapshot;
}
