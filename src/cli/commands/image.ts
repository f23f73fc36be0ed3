import { LabError } from '../../errors.ts';
import { connectEngine } from '../../orchestrator/connect.ts';
import { buildImage, ensureImages } from '../../orchestrator/images.ts';
import { placesFrom } from '../../orchestrator/places.ts';
import type { KernelMode } from '../../orchestrator/node-spec.ts';
import { buildContext } from '../build-context.ts';
import { EXIT, print, printJson, type CommonOptions, type Io } from '../io.ts';
import { makeProgress } from '../progress.ts';

export interface ImageOptions extends CommonOptions {
  base?: string;
  force?: boolean;
}

const MODES: KernelMode[] = ['host', 'own'];

/** `lab image build`: both images, whether or not a lab needs them now. */
export async function image(io: Io, action: string, options: ImageOptions): Promise<number> {
  if (action !== 'build') throw new LabError('ARGUMENT_INVALID', `image takes "build", not "${action}"`);
  const places = placesFrom(io.env);
  const engine = await connectEngine(io.env, places);
  const progress = await makeProgress(io);
  const context = await buildContext(io, engine, options.base, progress);
  const { sources } = context;
  try {
    if (options.force) for (const mode of MODES) await buildImage(context, mode, true);
    const built = options.force || (await ensureImages(context, new Set(MODES)));
    progress.done(built ? 'built' : 'nothing to build: both images are up to date');
  } finally {
    progress.clear();
  }
  const images = await Promise.all(
    MODES.map(async (mode) => ({
      tag: sources[mode].tag,
      sizeBytes: (await engine.image(sources[mode].tag))?.sizeBytes ?? 0,
    })),
  );
  if (options.json) printJson(io, { images });
  else for (const { tag, sizeBytes } of images) print(io, `${tag}  ${(sizeBytes / 1e6).toFixed(0)} MB`);
  return EXIT.fine;
}
