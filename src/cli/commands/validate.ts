import { stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { readLabFile } from '../../lab/load.ts';
import { listPlaces } from '../../lab/place.ts';
import { formatProblem, type Problem } from '../../lab/problem.ts';
import { LabError } from '../../util/errors.ts';
import { placesFrom } from '../../orchestrator/places.ts';
import { EXIT, print, printJson, type Io } from '../io.ts';
import { seedFrom, type VariantOptions } from '../arguments.ts';

interface Outcome {
  file: string;
  valid: boolean;
  problems: Problem[];
  /** Why the file could not be read. */
  error: string | null;
}

async function validateOne(path: string, seed: string | undefined): Promise<Outcome> {
  const isFolder = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  const file = isFolder ? join(path, 'lab.yaml') : path;
  try {
    const parsed = await readLabFile(file, seed);
    const problems = 'problems' in parsed ? parsed.problems : [];
    return { file, valid: problems.length === 0, problems, error: null };
  } catch (error) {
    if (error instanceof LabError) return { file, valid: false, problems: [], error: error.message };
    throw error;
  }
}

function linesOf({ file, valid, problems, error }: Outcome, cwd: string): string[] {
  const shown = relative(cwd, file) || file;
  if (valid) return [`${shown}: fine`];
  return error === null ? problems.map((problem) => formatProblem(shown, problem)) : [error];
}

/** `lab validate`: validates the named lab files, or all labs of the project, without an engine. A folder means its lab.yaml. */
export async function validate(io: Io, files: string[], options: VariantOptions): Promise<number> {
  const { labs } = placesFrom(io.env);
  const seed = seedFrom(options);
  const paths =
    files.length > 0
      ? files.map((file) => resolve(io.cwd, file))
      : (await listPlaces(labs)).map(({ folder }) => folder);
  const outcomes = await Promise.all(paths.map((path) => validateOne(path, seed)));
  if (options.json) printJson(io, { files: outcomes });
  else print(io, outcomes.flatMap((outcome) => linesOf(outcome, io.cwd)).join('\n'));
  return outcomes.every(({ valid }) => valid) ? EXIT.fine : EXIT.userCanFix;
}
