/** What instances of one call share: the images, and the kernels that their nodes get. */
import { join } from 'node:path';
import type { Lab } from '../lab/lab.ts';
import { ensureImages, imageSources, type BuildContext } from '../orchestrator/images.ts';
import { hostKernelFeatures } from '../orchestrator/kernel-cache.ts';
import { chooseKernels, needsProbe, type KernelChoice } from '../orchestrator/kernel.ts';
import type { KernelMode } from '../orchestrator/node-spec.ts';
import type { Context } from './context.ts';

/** @param base the image to build from; LAB_BASE_IMAGE, or one that is pulled or bootstrapped, when left out */
export async function buildContext(
  { engine, places, env, emit, signal }: Context,
  base?: string,
): Promise<BuildContext> {
  return {
    engine,
    sources: await imageSources(join(places.root, 'images')),
    base: base ?? env['LAB_BASE_IMAGE'],
    env,
    onLine: (line) => emit({ type: 'build', line }),
    signal,
  };
}

export interface GroundInput {
  lab: Lab;
  kernel: KernelChoice;
  base?: string | undefined;
}

export interface Ground {
  /** Tags by the kernel that they are for. */
  images: Record<KernelMode, string>;
  kernel: KernelChoice;
  /** Kernels that the nodes get. */
  chosen: Record<string, KernelMode>;
  /** Builds the images of these kernels that are missing. */
  ensure: (modes: Iterable<KernelMode>) => Promise<void>;
}

/** Finds out which kernels the nodes get, and builds the images that they need. @throws LabError KERNEL_LACKS, IMAGE_… */
export async function prepareGround(context: Context, { lab, kernel, base }: GroundInput): Promise<Ground> {
  const building = await buildContext(context, base);
  const { sources } = building;
  const present = new Set<KernelMode>();
  const ensure = async (modes: Iterable<KernelMode>): Promise<void> => {
    const missing = new Set([...modes].filter((mode) => !present.has(mode)));
    if (missing.size === 0) return;
    await ensureImages(building, missing);
    for (const mode of missing) present.add(mode);
  };
  const { engine, places, signal } = context;
  let features: Awaited<ReturnType<typeof hostKernelFeatures>> = [];
  if (needsProbe(lab, kernel)) {
    // The probe runs in a container of the nodes' image.
    await ensure(['host']);
    features = await hostKernelFeatures({
      engine,
      info: await engine.info(),
      image: sources.host.tag,
      cacheDir: places.cacheDir,
      fresh: kernel === 'host',
      signal,
    });
  }
  const chosen = chooseKernels(lab, kernel, features);
  await ensure(['host', ...Object.values(chosen)]);
  return { images: { host: sources.host.tag, own: sources.own.tag }, kernel, chosen, ensure };
}
