/** Running a student's script action by action, and looking at the node in between. */
import type { Engine } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { openInNode } from '../orchestrator/run-in-node.ts';
import { dialogueWith } from './dialogue.ts';
import { actionLine, parseEnded, SCRIPT_RUN_SCRIPT, type Ended, type ScriptAction } from './script-run-script.ts';
import { nodeSeen, type NodeSnapshot } from './snapshot.ts';
import { takeSnapshot } from './take-snapshot.ts';

export interface ActionSeen extends Ended {
  /** The node once the action has ended. */
  after: NodeSnapshot;
}

/** More than an action may take. */
const TIMEOUT_MS = 30_000;

/** Always ends with the node as it was, also when it is interrupted. */
export async function runScript(
  engine: Engine,
  node: NodeHandle,
  path: string,
  actions: ScriptAction[],
  signal: AbortSignal,
): Promise<ActionSeen[]> {
  const look = async (): Promise<NodeSnapshot> => nodeSeen(await takeSnapshot(engine, [node], signal), node.name);
  // Without a signal: an interrupt must put back, which needs the connection.
  const running = await openInNode(engine, node, ['/bin/sh', '-c', SCRIPT_RUN_SCRIPT], { tty: false });
  const shell = dialogueWith(running, `${node.name}: the run of ${path}`, TIMEOUT_MS);
  const run = async (action: ScriptAction): Promise<Ended> => parseEnded(await shell.ask(actionLine(path, action)));
  const seen: ActionSeen[] = [];
  try {
    for (const action of actions) {
      signal.throwIfAborted();
      seen.push({ ...(await run(action)), after: await look() });
    }
  } finally {
    await shell.end();
  }
  return seen;
}
