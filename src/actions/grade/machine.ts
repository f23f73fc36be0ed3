/** What the machine does while a class is graded. */
import { cpus, freemem } from 'node:os';
import type { EngineInfo } from '../../orchestrator/engine.ts';
import type { Machine } from './result.ts';

const INTERVAL_MS = 500;

interface Ticks {
  busy: number;
  all: number;
}

/** Of all processors since the boot. */
function ticks(): Ticks {
  const times = cpus().map((cpu) => cpu.times);
  const all = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0);
  return { all, busy: all - times.reduce((sum, { idle }) => sum + idle, 0) };
}

/** @param isHere whether the engine is on this machine, which alone can be measured. @returns what ends the measuring */
export function measure(info: EngineInfo, isHere: boolean): () => Machine {
  const begun = ticks();
  const freeAtFirst = freemem();
  let leastFree = freeAtFirst;
  const look = (): void => {
    leastFree = Math.min(leastFree, freemem());
  };
  const timer = setInterval(look, INTERVAL_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    look();
    const now = ticks();
    const share = now.all === begun.all ? 0 : (now.busy - begun.busy) / (now.all - begun.all);
    return {
      cpus: info.cpus,
      memoryBytes: info.memoryBytes,
      cpuBusy: isHere ? Math.round(share * 100) / 100 : null,
      peakMemoryBytes: isHere ? freeAtFirst - leastFree : null,
    };
  };
}
