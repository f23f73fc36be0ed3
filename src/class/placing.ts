/** Where labs run: the port, and this machine's engine as its first implementation. */
import type { Context } from '../actions/context.ts';
import { limitNodes } from '../actions/limit-nodes.ts';
import { openRunning, openVariant, type Running } from '../actions/open.ts';
import { start } from '../actions/start.ts';
import { stop } from '../actions/stop.ts';
import { listInstances } from '../orchestrator/instance.ts';

export interface PlacedLab {
  lab: string;
  instance: string;
}

export interface Placing {
  /** Brings the lab up, or finds it as it runs. @param seed of its variant */
  place: (one: PlacedLab, seed: string | undefined) => Promise<Running>;
  release: (one: PlacedLab) => Promise<void>;
  /** Names of instances that run and begin with this. */
  list: (prefix: string) => Promise<string[]>;
}

export function onEngine(context: Context): Placing {
  return {
    place: async (one, seed) => {
      const lab = await openVariant(context, one, seed);
      await start(context, { lab, instance: one.instance, kernel: 'auto', solve: [] });
      const running = await openRunning(context, one);
      await limitNodes(context.engine, running.instance);
      return running;
    },
    release: async ({ instance }) => void (await stop(context, { instance })),
    list: async (prefix) =>
      (await listInstances(context.engine)).map(({ name }) => name).filter((name) => name.startsWith(prefix)),
  };
}
