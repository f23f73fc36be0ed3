/** Many instances of a lab: what can be found out once is, then they are started side by side. */
import { freemem } from 'node:os';
import { inVariant } from '../lab/variant.ts';
import { engineAddress } from '../orchestrator/connect.ts';
import type { EngineInfo } from '../orchestrator/engine.ts';
import { listInstances } from '../orchestrator/instance.ts';
import type { KernelChoice } from '../orchestrator/kernel.ts';
import { assertCapacity } from '../orchestrator/capacity.ts';
import { Slots } from '../util/slots.ts';
import type { Lab } from '../lab/lab.ts';
import type { Context } from './context.ts';
import { prepareGround } from './ground.ts';
import { forEachInstance, type Outcome } from './many.ts';
import { variantIn } from './open.ts';
import { stepsUpTo } from './solve.ts';
import { start, type Started } from './start.ts';

/** Of an engine elsewhere nothing but the size of its machine is known. */
function freeBytes({ env, places }: Context, { memoryBytes }: EngineInfo): number {
  const isHere = engineAddress(env, places)?.host.startsWith('unix:') ?? false;
  return isHere ? Math.min(freemem(), memoryBytes) : memoryBytes;
}

export interface StartManyInput {
  /** As it is written. */
  lab: Lab;
  names: string[];
  /** Of their variants; `{name}` in it stands for an instance's name. An instance that runs keeps its own when left out. */
  seed?: string | undefined;
  kernel: KernelChoice;
  base?: string | undefined;
  /** The last step to solve, or all; none when left out. */
  solve?: { to: string | undefined } | undefined;
}

/** @throws LabError MEMORY_SHORT, NETWORK_UNAVAILABLE when so many do not fit, before any is made */
export async function startMany(context: Context, input: StartManyInput): Promise<Outcome<Started>[]> {
  const { engine, emit } = context;
  const { lab, names, seed, kernel, base, solve } = input;
  const ground = await prepareGround(context, { lab, kernel, base });
  const [instances, networks, info] = await Promise.all([listInstances(engine), engine.networks(), engine.info()]);
  const running = new Map(instances.map((instance) => [instance.name, instance]));
  const isUp = (name: string): boolean =>
    running.get(name)?.nodes.filter(({ state }) => state === 'running').length === lab.nodes.length;
  assertCapacity({
    lab,
    kernels: ground.chosen,
    count: names.filter((name) => !isUp(name)).length,
    freeBytes: freeBytes(context, info),
    taken: networks.flatMap(({ subnet }) => subnet ?? []),
  });
  const message = {
    en: `starting ${names.length} instances of ${lab.id}`,
    zh: `正在启动 ${lab.id} 的 ${names.length} 个实例`,
  };
  emit({ type: 'phase', instance: lab.id, message });
  // What single nodes and steps of so many tell would bury the rest.
  const quiet = { ...context, emit: () => {} };
  let done = 0;
  return forEachInstance(context, names, new Slots(info.cpus), async (name) => {
    const wanted = seed?.replaceAll('{name}', () => name) ?? variantIn(running.get(name), lab);
    const one = inVariant(lab, wanted);
    const steps = solve ? stepsUpTo(one, solve.to) : [];
    const started = await start(quiet, { lab: one, instance: name, kernel, ground, solve: steps });
    done += 1;
    emit({ type: 'started', instance: name, durationMs: started.durationMs, done, total: names.length });
    return started;
  });
}
