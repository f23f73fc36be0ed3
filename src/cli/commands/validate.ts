import { dirname, join, resolve } from 'node:path';
import { listLabs, loadLab } from '../../lab/load.ts';
import { LabError } from '../../errors.ts';
import { placesFrom } from '../../orchestrator/places.ts';
import { EXIT, print, printJson, type CommonOptions, type Io } from '../io.ts';

interface Outcome {
  file: string;
  valid: boolean;
  message: string | null;
}

async function validateOne(folder: string): Promise<Outcome> {
  const file = join(folder, 'lab.yaml');
  try {
    await loadLab(folder);
    return { file, valid: true, message: null };
  } catch (error) {
    if (error instanceof LabError) return { file, valid: false, message: error.message };
    throw error;
  }
}

/** Lab files, without an engine: those that are named, or all of the project. A folder stands for its lab.yaml. */
export async function validate(io: Io, files: string[], options: CommonOptions): Promise<number> {
  const { root } = placesFrom(io.env);
  const folders =
    files.length > 0
      ? files.map((file) => resolve(io.cwd, file)).map((file) => (/\.ya?ml$/.test(file) ? dirname(file) : file))
      : (await listLabs(root)).map((id) => join(root, 'labs', id));
  const outcomes = await Promise.all(folders.map(validateOne));
  if (options.json) printJson(io, { files: outcomes });
  else for (const { file, valid, message } of outcomes) print(io, valid ? `${file}: fine` : String(message));
  return outcomes.every(({ valid }) => valid) ? EXIT.fine : EXIT.userCanFix;
}
