/** Watching an instance while a submission has its way with it: what it writes, and whether its nodes live. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Engine } from '../orchestrator/engine.ts';
import type { Instance } from '../orchestrator/instance.ts';
import { LABEL } from '../orchestrator/names.ts';
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
  stop: () => Promise<void>;
}

/** @param nodeOf name of a node, by its container's */
async function lookFor(engine: Engine, instance: Instance): Promise<Trouble | undefined> {
  const nodeOf = (container: string): string =>
    instance.nodes.find((node) => node.container === container)?.name ?? container;
  const sizes = await engine.sizes(`${LABEL.instance}=${instance.name}`);
  const big = sizes.find(({ bytes }) => bytes > MAX_NODE_BYTES);
  if (big) {
    // Its files go with it, and at once.
    await engine.removeContainer(big.name);
    return diskFilled(nodeOf(big.name), big.bytes, MAX_NODE_BYTES);
  }
  const lost = sizes.find(({ state }) => state !== 'running');
  return lost && nodeLost(nodeOf(lost.name));
}

export function guard(engine: Engine, instance: Instance): Guard {
  const cut = new AbortController();
  const stopped = new AbortController();
  const one: Guard = { signal: cut.signal, trouble: undefined, stop: async () => {} };
  const watch = async (): Promise<void> => {
    while (!stopped.signal.aborted && one.trouble === undefined) {
      const trouble = await lookFor(engine, instance);
      if (trouble !== undefined) {
        one.trouble = trouble;
        cut.abort(new Error(trouble.text.en));
        return;
      }
      await delay(INTERVAL_MS, undefined, { signal: stopped.signal }).catch(() => {});
    }
  };
  // An engine that fails is told by whatever else is asked of it.
  const watching = watch().catch(() => {});
  one.stop = async () => {
    stopped.abort();
    await watching;
  };
  return one;
}
