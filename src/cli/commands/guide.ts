import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { LabError } from '../../errors.ts';
import { cutGuide } from '../../lab/guide.ts';
import { placesFrom } from '../../orchestrator/places.ts';
import { variantOf } from '../../lab/variant.ts';
import { EXIT, languageOf, print, printJson, type Io } from '../io.ts';
import { type VariantOptions } from '../arguments.ts';
import { findSeed, openLab } from '../session.ts';

export async function guide(io: Io, labId: string, step: string | undefined, options: VariantOptions): Promise<number> {
  const lab = await openLab(io, labId);
  const language = languageOf(io, options);
  const file = join(placesFrom(io.env).root, 'labs', lab.id, `guide.${language}.md`);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new LabError('FILE_UNREADABLE', `the guide ${file} cannot be read: ${(cause as Error).message}`, { cause });
  });
  const seed = await findSeed(io, lab, options);
  const parts = cutGuide(seed === undefined ? text : variantOf(lab, seed).text(text));
  const part = step !== undefined && Object.hasOwn(parts.steps, step) ? parts.steps[step] : undefined;
  if (step !== undefined && part === undefined) {
    throw new LabError(
      'STEP_UNKNOWN',
      `"${step}" is no step of ${lab.id}, expected one of: ${lab.steps.map(({ id }) => id).join(', ')}`,
    );
  }
  const shown = part ?? parts.whole;
  if (options.json)
    printJson(io, { lab: lab.id, variant: seed ?? null, step: step ?? null, language, markdown: shown });
  else print(io, shown);
  return EXIT.fine;
}
