/** Watching an instance while a submission has its way with it: what it writes, and whether its nodes live. */
import { logged } from '../../util/log.ts';
import { setTimeout as delay } from 'node:timers/promises';
import type { Engine } from '../../orchestrator/engine.ts';
import type { Instance } from '../../orchestrator/instance.ts';
import { LABEL } from '../../orchestrator/names.ts';
import type { Trouble } from './result.ts';
import { diskFilled, nodeLost } from './trouble.ts';

/**
 * overlay2 has no quota on most file systems: the engine is asked each second, and a node that wrote more is ended. In
 * between it can write what the disk takes in that time.
 */
const INTERVAL_MS = 1000;
const MAX_NODE_BYTES = 256 * 1024 ** 2;

export interface Guard {
  /** Aborted when the submission has to be ended; `trouble` says why. */
  signal: AbortSignal;
  trouble: Trouble | undefined;
  /** Checks take nodes down and bring them back: from here on only the disk is watched. */
  leaveNodes: () => void;
  stop: () => Promise<void>;
}

/** @param nodeOf name of a node, by its container's */
async function lookFor(
  engine: Engine,
  instance: Instance,
  { nodes }: { nodes: boolean },
): Promise<{ trouble: Trouble; remove?: string } | undefined> {
  const nodeOf = (container: string): string =>
    instance.nodes.find((node) => node.container === container)?.name ?? container;
  const sizes = await engine.sizes(`${LABEL.instance}=${instance.name}`);
  const big = sizes.find(({ bytes }) => bytes > MAX_NODE_BYTES);
  if (big) return { trouble: diskFilled(nodeOf(big.name), big.bytes, MAX_NODE_BYTES), remove: big.name };
  const lost = nodes ? sizes.find(({ state }) => state !== 'running') : undefined;
  return lost && { trouble: nodeLost(nodeOf(lost.name)) };
}

export function guard(engine: Engine, instance: Instance): Guard {
  const cut = new AbortController();
  const stopped = new AbortController();
  const watched = { nodes: true };
  const one: Guard = {
    signal: cut.signal,
    trouble: undefined,
    leaveNodes: () => (watched.nodes = false),
    stop: async () => {},
  };
  const watch = async (): Promise<void> => {
    while (!stopped.signal.aborted && one.trouble === undefined) {
      const found = await lookFor(engine, instance, watched);
      if (found) {
        // Said before it is done: whoever loses the node to it asks why.
        one.trouble = found.trouble;
        // Its files go with it, and at once.
        if (found.remove !== undefined) await engine.removeContainer(found.remove);
        cut.abort(new Error(found.trouble.text.en));
        return;
      }
      await delay(INTERVAL_MS, undefined, { signal: stopped.signal }).catch(() => {});
    }
  };
  // An engine that fails is told by whatever else is asked of it.
  const watching = watch().catch(logged(`${instance.name} is not watched any more`));
  one.stop = async () => {
    stopped.abort();
    await watching;
  };
  return one;
}
