/** Observing all nodes of an instance at once. */
import type { Engine } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { observeInNode } from '../orchestrator/run-in-node.ts';
import { parseSnapshot, SNAPSHOT_SCRIPT } from './snapshot-script.ts';
import type { NodeSnapshot, Snapshot } from './snapshot.ts';
import { SHELL } from './tools.ts';

const TIMEOUT_MS = 15_000;

/** @throws LabError when a node cannot be observed: that is no fault of what is judged */
export async function takeSnapshot(engine: Engine, nodes: NodeHandle[], signal?: AbortSignal): Promise<Snapshot> {
  const rows = await Promise.all(
    nodes.map(async (node): Promise<[string, NodeSnapshot]> => {
      const { stdout } = await observeInNode(engine, node, [...SHELL, SNAPSHOT_SCRIPT], {
        timeoutMs: TIMEOUT_MS,
        ...(signal ? { signal } : {}),
      });
      return [node.name, parseSnapshot(stdout)];
    }),
  );
  return Object.fromEntries(rows);
}
