import { join } from 'node:path';
import type { Engine } from '../orchestrator/engine.ts';
import { imageSources, type BuildContext } from '../orchestrator/images.ts';
import { placesFrom } from '../orchestrator/places.ts';
import type { Io } from './io.ts';
import type { Progress } from './progress.ts';

/** What building images takes: their sources, `--base` or LAB_BASE_IMAGE, and where to tell of it. */
export async function buildContext(
  io: Io,
  engine: Engine,
  base: string | undefined,
  progress: Progress,
): Promise<BuildContext> {
  return {
    engine,
    sources: await imageSources(join(placesFrom(io.env).root, 'images')),
    base: base ?? io.env['LAB_BASE_IMAGE'],
    env: io.env,
    onLine: progress.say,
    signal: io.signal,
  };
}
