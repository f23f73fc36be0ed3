/** The machines of an instance as the page would show them at this moment. */
import { setTimeout as delay } from 'node:timers/promises';
import type { MachineView } from '../contract/views.ts';
import type { Lab } from '../lab/lab.ts';
import type { Engine } from '../orchestrator/engine.ts';
import type { Instance } from '../orchestrator/instance.ts';
import { LiveInstance } from './live-instance.ts';

/** A machine that was not seen by then is shown as not seen. */
const PATIENCE_MS = 5000;

export async function machinesNow(engine: Engine, lab: Lab, instance: Instance): Promise<MachineView[]> {
  const seen = new AbortController();
  const live = new LiveInstance(engine, lab, instance, {
    onMachine: () => {
      if (live.snapshot !== undefined) seen.abort();
    },
    onState: () => {},
  });
  try {
    await delay(PATIENCE_MS, undefined, { signal: seen.signal }).catch(() => {});
    return live.machines;
  } finally {
    await live.stop();
  }
}
