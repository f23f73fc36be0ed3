/** What was seen of real nodes, for a test to change: every call gives a copy of its own. */
import { readFileSync } from 'node:fs';
import { type KeepalivedSeen, nodeSeen, type NodeSnapshot, type Snapshot } from '../../src/probes/snapshot.ts';
import type { VrrpInstance } from '../../src/parsers/keepalived-json.ts';

const read = (file: string): string => readFileSync(new URL(`../fixtures/${file}`, import.meta.url), 'utf8');

const TEXTS = { blank: read('exp1-blank.snapshot.json'), solved: read('exp1-solved.snapshot.json') };

export const blank = (): Snapshot => JSON.parse(TEXTS.blank) as Snapshot;
export const solved = (): Snapshot => JSON.parse(TEXTS.solved) as Snapshot;

/** What SNAPSHOT_SCRIPT printed in a node of a solved experiment, or with the tutorial's last keepalived.conf. */
export const snapshotOutput = (
  recording: 'exp1-solved-lvs01' | 'exp1-solved-gateway' | 'exp2-tutorial-lvs01' | 'exp3-solved-lvs01',
): string => read(`${recording}.snapshot.out`);

/** The solved experiment with one node changed. */
export function solvedWith(node: string, change: (seen: NodeSnapshot) => void): Snapshot {
  const snapshot = solved();
  change(nodeSeen(snapshot, node));
  return snapshot;
}

/** As if the node had never had the address: an address comes with a local route. */
export function takeAddress(seen: NodeSnapshot, address: string): void {
  seen.addresses = seen.addresses.filter((one) => one.address !== address);
  seen.routes = seen.routes.filter(({ destination }) => destination !== address);
}

const EXP2 = read('exp2-solved.snapshot.json');
const MISTAKES = read('exp2-mistakes.snapshots.json');

/** What was recorded of experiment 2 with one thing wrong. */
export type Mistake =
  | 'other-router-id'
  | 'other-password'
  | 'other-interval'
  | 'other-version'
  | 'same-priority'
  | 'two-masters'
  | 'strict'
  | 'typo'
  | 'tutorial'
  | 'wide-prefix'
  | 'vip-on-lo'
  | 'vrrp-blocked'
  | 'no-rules'
  | 'backup-stopped'
  | 'nopreempt';

export const exp2 = (): Snapshot => JSON.parse(EXP2) as Snapshot;

/** The solved experiment 2 with what was seen of its directors when this was wrong. */
export function exp2With(mistake: Mistake): Snapshot {
  const snapshot = exp2();
  const recorded = JSON.parse(MISTAKES) as Record<Mistake, Record<string, Partial<NodeSnapshot>>>;
  for (const [node, seen] of Object.entries(recorded[mistake])) Object.assign(nodeSeen(snapshot, node), seen);
  return snapshot;
}

/** What keepalived of a node was seen to be. @throws Error when nothing was */
export function keepalivedOf(snapshot: Snapshot, node: string): KeepalivedSeen {
  const { keepalived } = nodeSeen(snapshot, node);
  if (!keepalived) throw new Error(`no keepalived was recorded on ${node}`);
  return keepalived;
}

/** The solved experiment 2 with the VRRP instance of a node changed. */
export function exp2WithInstance(node: string, change: Partial<VrrpInstance>): Snapshot {
  const snapshot = exp2();
  const keepalived = keepalivedOf(snapshot, node);
  keepalived.instances = keepalived.instances.map((instance) => ({ ...instance, ...change }));
  return snapshot;
}
