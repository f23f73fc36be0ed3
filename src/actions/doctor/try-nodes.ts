/** Starts the probe lab, has its nodes exchange frames, and removes it again. */
import { randomUUID } from 'node:crypto';
import { LabError } from '../../util/errors.ts';
import { manifestHash } from '../../lab/hash.ts';
import { apply } from '../../orchestrator/apply.ts';
import type { Engine, EngineNetwork, RunningExec } from '../../orchestrator/engine.ts';
import { findInstance, removeInstance } from '../../orchestrator/instance.ts';
import { withLock } from '../../orchestrator/lock.ts';
import { containerName } from '../../orchestrator/names.ts';
import { planStart } from '../../orchestrator/plan.ts';
import { VERSION } from '../../util/version.ts';
import { ANSWER_SCRIPT, ASK_SCRIPT, lostIn, type Exchange } from './exchange-script.ts';
import { RULES_SCRIPT, suspects, type Suspects } from './firewall.ts';
import type { NodesTried } from './nodes.ts';
import { CLIENT, PROBE_LAB, PROBE_LAB_ID, ROUTER, ROUTER_ADDRESS, SERVER, SERVER_ADDRESS } from './probe-lab.ts';

export interface TryContext {
  engine: Engine;
  image: string;
  networks: EngineNetwork[];
  cacheDir: string;
  owner: string;
  /** A container in the engine's own network. */
  host: string;
  signal: AbortSignal;
}

export interface Tried {
  nodes: NodesTried;
  /** Absent when the nodes did not come up. */
  frames?: { lost: Exchange[]; suspects?: Suspects };
}

const ASK_TIMEOUT_MS = 20_000;
const KERNELS = Object.fromEntries(PROBE_LAB.nodes.map(({ name }) => [name, 'host' as const]));

async function bringUp(context: TryContext, instance: string): Promise<void> {
  const { engine, image, networks, owner, signal } = context;
  const manifest = manifestHash(PROBE_LAB);
  const existing = { networks: [], containers: [] };
  await apply({
    engine,
    lab: PROBE_LAB,
    plan: planStart({ lab: PROBE_LAB, instance, manifest, kernels: KERNELS, existing }),
    labels: { lab: PROBE_LAB_ID, instance, manifest, version: VERSION, owner },
    kernels: KERNELS,
    images: { host: image, own: image },
    networks,
    onNode: () => {},
    onWarning: () => {},
    signal,
  });
}

/** Runs until its input ends. */
async function answering(
  engine: Engine,
  container: string,
  address: string,
  signal: AbortSignal,
): Promise<RunningExec> {
  const running = await engine.open(container, ['perl', '-e', ANSWER_SCRIPT, address], { tty: false, signal });
  await new Promise<void>((resolve, reject) => {
    running.stdout.once('data', () => resolve());
    running.stderr.once('data', (text) => reject(new Error(`the engine could not run a responder: ${String(text)}`)));
    running.stdout.once('end', () => resolve());
    running.stdout.once('error', reject);
  });
  return running;
}

async function exchange(context: TryContext, instance: string): Promise<Required<Tried>['frames']> {
  const { engine, host, signal } = context;
  const rules = async (): Promise<string> =>
    (await engine.exec(host, ['/bin/sh', '-c', RULES_SCRIPT], { timeoutMs: ASK_TIMEOUT_MS, signal })).stdout;
  const [before, ...responders] = await Promise.all([
    rules(),
    answering(engine, containerName(instance, ROUTER), ROUTER_ADDRESS, signal),
    answering(engine, containerName(instance, SERVER), SERVER_ADDRESS, signal),
  ]);
  const ask = ['perl', '-e', ASK_SCRIPT, ROUTER_ADDRESS, SERVER_ADDRESS];
  const { stdout } = await engine.exec(containerName(instance, CLIENT), ask, { timeoutMs: ASK_TIMEOUT_MS, signal });
  for (const { stdin } of responders) stdin.end();
  const lost = lostIn(stdout);
  return lost.length === 0 ? { lost } : { lost, suspects: suspects(before, await rules()) };
}

const COUNT = PROBE_LAB.nodes.length;

export type Attempt<T> = { done: T } | { refusal: NodesTried };

/** What the engine says when it cannot make something is a finding here, and no bug of ours. */
export async function orRefusal<T>(work: Promise<T>, signal: AbortSignal): Promise<Attempt<T>> {
  try {
    return { done: await work };
  } catch (error) {
    signal.throwIfAborted();
    const isEngines =
      error instanceof LabError || (error instanceof Error && error.message.startsWith('the engine could not '));
    if (isEngines) return { refusal: { count: COUNT, error: error.message } };
    throw error;
  }
}

async function tryInstance(context: TryContext, instance: string): Promise<Tried> {
  const begun = performance.now();
  await bringUp(context, instance);
  const seconds = (performance.now() - begun) / 1000;
  return { nodes: { count: COUNT, seconds }, frames: await exchange(context, instance) };
}

export function tryNodes(context: TryContext): Promise<Tried> {
  const { engine, cacheDir, signal } = context;
  const instance = `${PROBE_LAB_ID}-${randomUUID().slice(0, 8)}`;
  return withLock(cacheDir, instance, PROBE_LAB_ID, async () => {
    try {
      const attempt = await orRefusal(tryInstance(context, instance), signal);
      return 'done' in attempt ? attempt.done : { nodes: attempt.refusal };
    } finally {
      const left = await findInstance(engine, instance);
      if (left) await removeInstance(engine, left);
    }
  });
}
