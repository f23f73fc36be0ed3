import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '../../errors.ts';
import { manifestHash } from '../../lab/hash.ts';
import type { Lab } from '../../lab/lab.ts';
import { apply } from '../../orchestrator/apply.ts';
import type { EngineContainer, Labels } from '../../orchestrator/engine.ts';
import { ensureImages, type BuildContext } from '../../orchestrator/images.ts';
import { findInstance, notRunning, removeInstance } from '../../orchestrator/instance.ts';
import { hostKernelFeatures } from '../../orchestrator/kernel-cache.ts';
import { chooseKernels, KERNEL_CHOICES, needsProbe, type KernelChoice } from '../../orchestrator/kernel.ts';
import { withLock } from '../../orchestrator/lock.ts';
import { LABEL } from '../../orchestrator/names.ts';
import type { KernelMode } from '../../orchestrator/node-spec.ts';
import { isEmpty, planStart, type Plan } from '../../orchestrator/plan.ts';
import { otherAlive } from '../../orchestrator/processes.ts';
import { solve, stepsUpTo, type StepOutput } from '../../orchestrator/solve.ts';
import { VERSION } from '../../version.ts';
import { table } from '../../report/wrap.ts';
import { buildContext } from '../build-context.ts';
import { EXIT, languageOf, print, printJson, type Io } from '../io.ts';
import { manyNames, type ManyOptions } from '../many.ts';
import { makeProgress, type Progress } from '../progress.ts';
import { openLab, openSession, type Session, type VariantOptions } from '../session.ts';
import { userName } from '../user-name.ts';
import { transcript } from './solve.ts';

export interface StartOptions extends VariantOptions, ManyOptions {
  solve?: boolean;
  to?: string;
  kernel?: string;
  base?: string;
}

/** @throws LabError ARGUMENT_INVALID */
function kernelChoice(written: string | undefined): KernelChoice {
  const choice = KERNEL_CHOICES.find((one) => one === (written ?? 'auto'));
  if (!choice)
    throw new LabError('ARGUMENT_INVALID', `--kernel is "${written}", expected one of: ${KERNEL_CHOICES.join(', ')}`);
  return choice;
}

/** Kernels of nodes that exist already: unless the user says otherwise, they stay as they are. */
const presentKernels = (containers: EngineContainer[]): Record<string, KernelMode> =>
  Object.fromEntries(
    containers.map(({ labels }) => [labels[LABEL.node] ?? '', labels[LABEL.kernel] === 'own' ? 'own' : 'host']),
  );

interface Started {
  plan: Plan;
  kernels: Record<string, KernelMode>;
}

/** What instances of one command share. */
export interface Ground {
  context: BuildContext;
  /** Kernels that the nodes get. */
  chosen: Record<string, KernelMode>;
}

/** Finds out what instances will stand on, and builds the images that they need. */
export async function prepareGround(
  io: Io,
  { lab, engine, places }: Pick<Session, 'lab' | 'engine' | 'places'>,
  options: StartOptions,
  progress: Progress,
): Promise<Ground> {
  const choice = kernelChoice(options.kernel);
  const context = await buildContext(io, engine, options.base, progress);
  const { sources } = context;
  await ensureImages(context, new Set<KernelMode>(['host']));
  const host = needsProbe(lab, choice)
    ? await hostKernelFeatures({
        engine,
        info: await engine.info(),
        image: sources.host.tag,
        cacheDir: places.cacheDir,
        fresh: choice === 'host',
        signal: io.signal,
      })
    : [];
  const chosen = chooseKernels(lab, choice, host);
  await ensureImages(context, new Set(Object.values(chosen)));
  return { context, chosen };
}

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

/** As often the engine may come up with something that a command asked it for which was killed. */
const ATTEMPTS = 3;

/** Brings the instance up. The caller holds its lock: what is made at the same time is late work of a killed command. */
export async function bringUp(...wanted: Parameters<typeof bringUpOnce>): Promise<Started> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await bringUpOnce(...wanted);
    } catch (error) {
      if (!(error instanceof LabError && error.code === 'INSTANCE_BUSY') || attempt === ATTEMPTS) throw error;
      // Two that hinder each other do not try again at the same instant.
      await delay(Math.random() * 500 * attempt, undefined, { signal: wanted[0].signal });
    }
  }
}

/** @param ground found out when it is left out */
async function bringUpOnce(
  io: Io,
  session: Session,
  options: StartOptions,
  progress: Progress,
  ground?: Ground,
): Promise<Started> {
  const { lab, engine, name } = session;
  const [{ context, chosen }, networks, containers] = await Promise.all([
    ground ?? prepareGround(io, session, options, progress),
    engine.networks(),
    engine.containers(`${LABEL.instance}=${name}`),
  ]);
  const { sources } = context;
  const isOpen = kernelChoice(options.kernel) === 'auto';
  const kernels = isOpen ? { ...chosen, ...presentKernels(containers) } : chosen;
  await ensureImages(context, new Set(Object.values(kernels)));
  const manifest = manifestHash(lab);
  const mine = networks.filter(({ labels }) => labels[LABEL.instance] === name);
  await refuseOtherMaker(name, [...mine, ...containers]);
  const plan = planStart({ lab, instance: name, manifest, kernels, existing: { networks: mine, containers } });
  if (!isEmpty(plan)) progress.say(`starting ${lab.nodes.length} nodes of ${name}`);
  await apply({
    engine,
    lab,
    plan,
    labels: {
      lab: lab.id,
      instance: name,
      manifest,
      version: VERSION,
      owner: userName(),
      variant: lab.variant,
    },
    kernels,
    images: { host: sources.host.tag, own: sources.own.tag },
    networks,
    onWarning: (text) => progress.say(`warning: ${text}`),
    onNode: (node, what) => what === 'ready' && progress.say(`${node} is up`),
    signal: io.signal,
  });
  return { plan, kernels };
}

const nodeRows = (lab: Lab, kernels: Record<string, KernelMode>): string[][] =>
  lab.nodes.map(({ name, role, interfaces }) => [
    `  ${name}`,
    role,
    interfaces.map((one) => `${one.name} ${one.address}`).join(', '),
    kernels[name] === 'own' ? 'own kernel' : '',
  ]);

async function solveAfter(io: Io, session: Session, options: StartOptions, progress: Progress): Promise<StepOutput[]> {
  const { lab, engine, name } = session;
  if (options.solve !== true && options.to === undefined) return [];
  const instance = await findInstance(engine, name);
  if (!instance) throw notRunning(lab.id, name);
  const language = languageOf(io, options);
  return solve({
    engine,
    instance,
    steps: stepsUpTo(lab, options.to),
    onStep: (step) => progress.say(step.title[language]),
    signal: io.signal,
  });
}

/** A solution that was cut off is half an instance: what this start made of it goes. */
async function withdraw({ engine, name }: Session, { keep, reboot, resume }: Plan): Promise<void> {
  const instance = keep.length + reboot.length + resume.length === 0 ? await findInstance(engine, name) : undefined;
  if (instance) await removeInstance(engine, instance);
}

interface StartReport {
  lab: string;
  instance: string;
  variant: string | null;
  durationMs: number;
  nodes: object[];
  commands: StepOutput[];
}

/** One instance, from its lock to its solution. */
export async function startOne(
  io: Io,
  session: Session,
  options: StartOptions,
  progress: Progress,
  ground?: Ground,
): Promise<Started & { report: StartReport }> {
  const begun = performance.now();
  const { lab, name, places } = session;
  const { kernels, plan, commands } = await withLock(places.cacheDir, name, `start ${lab.id}`, async () => {
    const started = await bringUp(io, session, options, progress, ground);
    try {
      return { ...started, commands: await solveAfter(io, session, options, progress) };
    } catch (error) {
      if (io.signal.aborted) await withdraw(session, started.plan);
      throw error;
    }
  });
  const nodes = lab.nodes.map((node) => ({
    name: node.name,
    role: node.role,
    kernel: kernels[node.name],
    interfaces: node.interfaces,
  }));
  const durationMs = Math.round(performance.now() - begun);
  return {
    plan,
    kernels,
    report: { lab: lab.id, instance: name, variant: lab.variant ?? null, durationMs, nodes, commands },
  };
}

export async function start(io: Io, labId: string, options: StartOptions): Promise<number> {
  const begun = performance.now();
  // What can be refused without an engine is.
  kernelChoice(options.kernel);
  const names = manyNames(labId, options);
  stepsUpTo(await openLab(io, labId), options.to);
  if (names) return (await import('./start-many.ts')).startMany(io, labId, names, options);
  const session = await openSession(io, labId, options);
  const { lab, name } = session;
  const progress = await makeProgress(io);
  try {
    const { kernels, plan, report } = await startOne(io, session, options, progress);
    const durationMs = Math.round(performance.now() - begun);
    if (options.json) {
      printJson(io, { ...report, durationMs });
      return EXIT.fine;
    }
    progress.done(
      `${name} is running: ${lab.nodes.length} nodes${isEmpty(plan) ? ', as before' : ''} (${(durationMs / 1000).toFixed(1)} s)`,
    );
    const as = name === lab.id ? '' : ` --as ${name}`;
    if (report.commands.length > 0) print(io, transcript(report.commands));
    else print(io, table(nodeRows(lab, kernels)));
    print(
      io,
      `\nNext: lab guide ${lab.id}${as}, lab shell ${lab.id} ${lab.nodes[0]?.name}${as}, lab check ${lab.id}${as}`,
    );
    return EXIT.fine;
  } finally {
    progress.clear();
  }
}
