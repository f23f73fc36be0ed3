/** What the host's kernel can do, remembered between commands: finding out takes half a second. */
import { logged } from '../util/log.ts';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeWhole } from '../util/whole-file.ts';
import type { KernelFeature } from '../lab/features.ts';
import type { Engine, EngineInfo } from './engine.ts';
import { probeHostKernel } from './kernel.ts';
import { bootId } from './processes.ts';

type Cache = Record<string, KernelFeature[]>;

/** A cache that cannot be read is an empty one. */
async function read(file: string): Promise<Cache> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Cache;
  } catch {
    return {};
  }
}

async function write(file: string, cache: Cache): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeWhole(file, JSON.stringify(cache));
}

export interface HostKernelQuery {
  engine: Engine;
  info: EngineInfo;
  image: string;
  /** Folder of the cache. */
  cacheDir: string;
  /** Ask the kernel again, whatever was remembered. */
  fresh?: boolean;
  signal?: AbortSignal;
}

export async function hostKernelFeatures(query: HostKernelQuery): Promise<KernelFeature[]> {
  const { engine, info, image, cacheDir, fresh = false, signal } = query;
  const file = join(cacheDir, 'kernels.json');
  // Modules that a probe had loaded are gone after a reboot, and only another probe loads them again.
  const boot = await bootId();
  const key = `${boot} ${info.id} ${info.kernelVersion} ${image}`;
  const cache = await read(file);
  if (!fresh && cache[key]) return cache[key];
  const features = await probeHostKernel(engine, image, signal);
  // Losing the cache costs time, not correctness.
  const ofThisBoot = Object.fromEntries(Object.entries(cache).filter(([known]) => known.startsWith(`${boot} `)));
  await write(file, { ...ofThisBoot, [key]: features }).catch(logged('what the kernel can do is not remembered'));
  return features;
}
