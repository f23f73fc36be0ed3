/** Bringing instances up: what is there and right stays, and what was half made by a call that fails is removed. */
import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../util/errors.ts';
import { manifestHash } from '../lab/hash.ts';
import type { Lab, Step } from '../lab/lab.ts';
import { apply } from '../orchestrator/apply.ts';
import type { EngineContainer, EngineNetwork, Labels } from '../orchestrator/engine.ts';
import { findInstance, notRunning, removeInstance, type Instance } from '../orchestrator/instance.ts';
import type { KernelChoice } from '../orchestrator/kernel.ts';
import { withLock } from '../orchestrator/lock.ts';
import { LABEL } from '../orchestrator/names.ts';
import type { KernelMode } from '../orchestrator/node-spec.ts';
import { isEmpty, planStart, type Plan } from '../orchestrator/plan.ts';
import { otherAlive } from '../orchestrator/processes.ts';
import { bothSettled } from '../util/settle.ts';
import { VERSION } from '../util/version.ts';
import type { Context } from './context.ts';
import { prepareGround, type Ground } from './ground.ts';
import { refuseOtherFolder, rememberedFolder } from './open.ts';
import { runStepsAsLab, type StepOutput } from './solve.ts';

export interface BringUpInput {
  /** In its variant. */
  lab: Lab;
  instance: string;
  kernel: KernelChoice;
  base?: string | undefined;
  /** Found out when it is left out. */
  ground?: Ground | undefined;
}

export interface BroughtUp {
  plan: Plan;
  kernels: Record<string, KernelMode>;
}

/** Kernels of nodes that exist already: unless the user says otherwise, they stay as they are. */
const presentKernels = (containers: EngineContainer[]): Record<string, KernelMode> =>
  Object.fromEntries(
    containers.map(({ labels }) => [labels[LABEL.node] ?? '', labels[LABEL.kernel] === 'own' ? 'own' : 'host']),
  );

/**
 * Users have locks of their own: what another one's command is making has the name of its process.
 * @throws LabError INSTANCE_BUSY
 */
async function refuseOtherMaker(instance: string, made: { labels: Labels }[]): Promise<void> {
  for (const maker of new Set(made.map(({ labels }) => labels[LABEL.maker] ?? ''))) {
    const pid = await otherAlive(maker);
    if (pid === undefined) continue;
    throw new LabError('INSTANCE_BUSY', `"${instance}" is in use: process ${pid}, which made it, is at work on it`, {
      hint: 'Wait until it ends.',
    });
  }
}

interface Present {
  /** All networks of the engine. */
  networks: EngineNetwork[];
  /** Those of the instance. */
  mine: EngineNetwork[];
  containers: EngineContainer[];
}

/** @throws LabError INSTANCE_BUSY when another command that runs is making it */
async function present({ engine }: Context, instance: string): Promise<Present> {
  const [networks, containers] = await Promise.all([
    engine.networks(),
    engine.containers(`${LABEL.instance}=${instance}`),
  ]);
  const mine = networks.filter(({ labels }) => labels[LABEL.instance] === instance);
  await refuseOtherMaker(instance, [...mine, ...containers]);
  return { networks, mine, containers };
}

/** @throws LabError INSTANCE_CHANGED when what is there is of a lab of the same name in another folder */
async function refuseOtherLab({ places }: Context, { lab, instance }: BringUpInput, there: Present): Promise<void> {
  const labels = [...there.mine, ...there.containers].map((one) => one.labels).find((one) => one[LABEL.lab] === lab.id);
  if (!labels) return;
  await refuseOtherFolder(places, { name: instance, lab: lab.id, folder: labels[LABEL.folder] }, lab.folder);
}

async function bringUpOnce(context: Context, input: BringUpInput, ground: Ground, there: Present): Promise<BroughtUp> {
  const { engine, owner, emit, signal } = context;
  const { lab, instance } = input;
  const { networks, mine, containers } = there;
  await refuseOtherLab(context, input, there);
  const kernels = ground.kernel === 'auto' ? { ...ground.chosen, ...presentKernels(containers) } : ground.chosen;
  await ground.ensure(Object.values(kernels));
  const manifest = manifestHash(lab);
  const plan = planStart({ lab, instance, manifest, kernels, existing: { networks: mine, containers } });
  if (!isEmpty(plan)) {
    const count = lab.nodes.length;
    emit({
      type: 'phase',
      instance,
      message: { en: `starting ${count} nodes of ${instance}`, zh: `正在启动 ${instance} 的 ${count} 个节点` },
    });
  }
  await apply({
    engine,
    lab,
    plan,
    labels: {
      lab: lab.id,
      instance,
      manifest,
      version: VERSION,
      owner,
      variant: lab.variant,
      folder: rememberedFolder(context.places, lab),
    },
    kernels,
    images: ground.images,
    networks,
    onWarning: (message) => emit({ type: 'warning', instance, message }),
    onNode: (node, state) => emit({ type: 'node', instance, node, state }),
    signal,
  });
  return { plan, kernels };
}

/** The engine may still be making something that a killed command had asked it for, and then says that a name is taken. */
const ATTEMPTS = 3;

/**
 * Brings an instance up. The caller holds its lock.
 * @throws LabError INSTANCE_BUSY, INSTANCE_CHANGED, KERNEL_LACKS, NODE_BOOT_FAILED and what an engine or a build fails with
 */
export async function bringUp(context: Context, input: BringUpInput): Promise<BroughtUp> {
  const looking = present(context, input.instance);
  const preparing = input.ground ?? prepareGround(context, input);
  const [ground, first] = await bothSettled(Promise.resolve(preparing), looking);
  let there = first;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await bringUpOnce(context, input, ground, there);
    } catch (error) {
      if (!(error instanceof LabError && error.code === 'INSTANCE_BUSY') || attempt === ATTEMPTS) throw error;
      // Two that hinder each other do not try again at the same instant.
      await delay(Math.random() * 500 * attempt, undefined, { signal: context.signal });
      there = await present(context, input.instance);
    }
  }
}

export interface StartInput extends BringUpInput {
  /** Steps whose reference commands are run then; none when empty. */
  solve: Step[];
}

export interface Started extends BroughtUp {
  lab: Lab;
  instance: string;
  durationMs: number;
  /** Of the steps that were solved. */
  commands: StepOutput[];
}

/** What this start made of an instance goes, where it was cut off: a solution that was cut off is half an instance. */
async function withdraw({ engine }: Context, name: string, { keep, reboot, resume }: Plan): Promise<void> {
  const instance = keep.length + reboot.length + resume.length === 0 ? await findInstance(engine, name) : undefined;
  if (instance) await removeInstance(engine, instance);
}

/** @throws LabError as bringUp, and STEP_FAILED; Interrupted */
export function start(context: Context, input: StartInput): Promise<Started> {
  const begun = performance.now();
  const { lab, instance, solve } = input;
  return withLock(context.places.cacheDir, instance, `start ${lab.id}`, async () => {
    const broughtUp = await bringUp(context, input);
    try {
      const commands =
        solve.length === 0 ? [] : await runStepsAsLab(context, await existing(context, lab.id, instance), solve);
      return { ...broughtUp, lab, instance, commands, durationMs: Math.round(performance.now() - begun) };
    } catch (error) {
      if (context.signal.aborted) await withdraw(context, instance, broughtUp.plan);
      throw error;
    }
  });
}

/** @throws LabError INSTANCE_NOT_RUNNING */
async function existing({ engine }: Context, labId: string, name: string): Promise<Instance> {
  const instance = await findInstance(engine, name);
  if (!instance) throw notRunning(labId, name);
  return instance;
}

/**
 * Removes the instance, if there is one, and brings it up again from the start. What the new one needs is found out before the old
 * one goes.
 */
export function reset(context: Context, input: BringUpInput): Promise<BroughtUp> {
  const { engine, places, emit } = context;
  const { lab, instance: name } = input;
  return withLock(places.cacheDir, name, `reset ${lab.id}`, async () => {
    const instance = await findInstance(engine, name);
    if (instance) await refuseOtherLab(context, input, await present(context, name));
    const ground = input.ground ?? (await prepareGround(context, input));
    if (instance) {
      emit({ type: 'phase', instance: name, message: { en: `removing ${name}`, zh: `正在移除 ${name}` } });
      await removeInstance(engine, instance);
    }
    return bringUp(context, { ...input, ground });
  });
}

/** A fresh instance for `work`, which is removed whatever happens; all of it under its lock. */
export function withFreshInstance<T>(
  context: Context,
  input: BringUpInput & { command: string },
  work: (instance: Instance) => Promise<T>,
): Promise<T> {
  const { engine, places } = context;
  const { lab, instance: name, command } = input;
  const remove = async (): Promise<void> => {
    const instance = await findInstance(engine, name);
    if (!instance) return;
    await present(context, name);
    await removeInstance(engine, instance);
  };
  return withLock(places.cacheDir, name, `${command} ${lab.id}`, async () => {
    await remove();
    try {
      await bringUp(context, input);
      return await work(await existing(context, lab.id, name));
    } finally {
      await remove();
    }
  });
}
