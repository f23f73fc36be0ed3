import { buildContext } from '../../actions/ground.ts';
import { LabError } from '../../util/errors.ts';
import { buildImage, ensureImages } from '../../orchestrator/images.ts';
import type { KernelMode } from '../../orchestrator/node-spec.ts';
import { withContext } from '../context.ts';
import { EXIT, print, printJson, type CommonOptions, type Io } from '../io.ts';

export interface ImageOptions extends CommonOptions {
  base?: string;
  force?: boolean;
}

const MODES: KernelMode[] = ['host', 'own'];

/** `lab image build`: builds both images, whether or not a lab needs them now. */
export async function image(io: Io, action: string, options: ImageOptions): Promise<number> {
  if (action !== 'build') throw new LabError('ARGUMENT_INVALID', `image takes "build", not "${action}"`);
  const images = await withContext(io, options, async (context, progress) => {
    const building = await buildContext(context, options.base);
    if (options.force) for (const mode of MODES) await buildImage(building, mode, true);
    const built = options.force || (await ensureImages(building, new Set(MODES)));
    progress.done(built ? 'built' : 'nothing to build: both images are up to date');
    const { sources } = building;
    return Promise.all(
      MODES.map(async (mode) => ({
        tag: sources[mode].tag,
        sizeBytes: (await context.engine.image(sources[mode].tag))?.sizeBytes ?? 0,
      })),
    );
  });
  if (options.json) printJson(io, { images });
  else for (const { tag, sizeBytes } of images) print(io, `${tag}  ${(sizeBytes / 1e6).toFixed(0)} MB`);
  return EXIT.fine;
}
