/** Observing all nodes of an instance at once. */
import { randomUUID } from 'node:crypto';
import type { Engine } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { watchInNode } from '../orchestrator/run-in-node.ts';
import { askNode } from './ask-node.ts';
import { whileTalking } from './dialogue.ts';
import { legible } from '../parsers/legible.ts';
import { noteLinks } from './doors.ts';
import { addressesIn, parseSnapshot, SNAPSHOT_SCRIPT } from './snapshot-script.ts';
import type { NodeSnapshot, Snapshot } from './snapshot.ts';
import { SHELL, TOOLS_ONLY } from './tools.ts';

const TIMEOUT_MS = 15_000;

/** Nobody who could print it knows it. */
const newMark = (): string => `@@lab-${randomUUID()}`;

const ONCE_SCRIPT = `read -r mark
${SNAPSHOT_SCRIPT}`;

/** @throws LabError when a node cannot be observed: that is no fault of what is judged */
export async function takeSnapshot(engine: Engine, nodes: NodeHandle[], signal?: AbortSignal): Promise<Snapshot> {
  const rows = await Promise.all(
    nodes.map(async (node): Promise<[string, NodeSnapshot]> => {
      const mark = newMark();
      const { stdout } = await askNode(engine, node, [...SHELL, ONCE_SCRIPT], {
        stdin: `${mark}\n`,
        timeoutMs: TIMEOUT_MS,
        what: 'its state',
        ...(signal ? { signal } : {}),
      });
      const seen = await legible(`${node.name}: its state`, async () => {
        // A kernel of its own does not see what its container is connected to.
        if (node.kernel === 'host') noteLinks(engine, node, addressesIn(stdout, mark));
        return parseSnapshot(stdout, mark);
      });
      return [node.name, seen];
    }),
  );
  return Object.fromEntries(rows);
}

/** One snapshot for each line of its input, which is the mark, in one line. */
const LOOK_SCRIPT = `${TOOLS_ONLY}
while read -r mark; do (${SNAPSHOT_SCRIPT}) | base64 -w 0; echo; done`;

/** For looking at a node again and again: a session of its own takes longer than the look. */
export async function whileLooking<T>(
  engine: Engine,
  node: NodeHandle,
  work: (look: () => Promise<NodeSnapshot>) => Promise<T>,
): Promise<T> {
  const eye = await watchInNode(engine, node, [...SHELL, LOOK_SCRIPT]);
  return whileTalking(eye, `${node.name}: looking at it`, (ask) =>
    work(async () => {
      const mark = newMark();
      return parseSnapshot(Buffer.from(await ask(mark), 'base64').toString('utf8'), mark);
    }),
  );
}
