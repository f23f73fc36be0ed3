/** Running a student's script action by action, and looking at the node in between. */
import type { Engine } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { openInNode } from '../orchestrator/run-in-node.ts';
import { whileTalking } from './dialogue.ts';
import { actionLine, parseEnded, SCRIPT_RUN_SCRIPT } from './script-run-script.ts';
import type { ScriptAction, ActionSeen } from './results.ts';
import { whileLooking } from './take-snapshot.ts';

/** Always ends with the node as it was, also when it is interrupted. */
export async function runScript(
  engine: Engine,
  node: NodeHandle,
  path: string,
  actions: ScriptAction[],
  signal: AbortSignal,
): Promise<ActionSeen[]> {
  // Without a signal: an interrupt must put back, which needs the connection.
  const running = await openInNode(engine, node, ['/bin/sh', '-c', SCRIPT_RUN_SCRIPT], { tty: false });
  return whileTalking(running, `${node.name}: the run of ${path}`, (ask) =>
    whileLooking(engine, node, async (look) => {
      const seen: ActionSeen[] = [];
      for (const action of actions) {
        signal.throwIfAborted();
        const ended = parseEnded(await ask(actionLine(path, action)));
        seen.push({ ...ended, after: await look() });
      }
      return seen;
    }),
  );
}
