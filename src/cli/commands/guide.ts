import type { LabPlace } from '../../lab/place.ts';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { passedNow, stepsSeen, type StepSeen } from '../../checks/step-state.ts';
import { readLastCheck } from '../../actions/last-check.ts';
import { LabError } from '../../util/errors.ts';
import { cutGuide } from '../../lab/guide.ts';
import { variantOf } from '../../lab/variant.ts';
import { takeSnapshot } from '../../probes/take-snapshot.ts';
import { commandWords } from '../../orchestrator/instance.ts';
import { plainStep } from '../../report/json.ts';
import { stepLegend, stepTable } from '../../report/steps.ts';
import { EXIT, languageOf, print, printJson, type Io } from '../io.ts';
import type { VariantOptions } from '../arguments.ts';
import { findSeed, openLab, openRunning } from '../session.ts';
import { isUp } from './status.ts';

export async function guide(
  io: Io,
  place: LabPlace,
  step: string | undefined,
  options: VariantOptions,
): Promise<number> {
  const lab = await openLab(io, place);
  const language = languageOf(io, options);
  const file = join(place.folder, `guide.${language}.md`);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new LabError('FILE_UNREADABLE', `the guide ${file} cannot be read: ${(cause as Error).message}`, { cause });
  });
  const seed = await findSeed(io, place, options);
  const parts = cutGuide(seed === undefined ? text : variantOf(lab, seed).text(text));
  const part = step !== undefined && Object.hasOwn(parts.steps, step) ? parts.steps[step] : undefined;
  if (step !== undefined && part === undefined) {
    throw new LabError(
      'STEP_UNKNOWN',
      `"${step}" is no step of ${lab.id}, expected one of: ${lab.steps.map(({ id }) => id).join(', ')}`,
    );
  }
  const shown = part ?? parts.whole;
  const seen = await seenSteps(io, place, seed, options);
  const steps = seen?.steps.filter(({ id }) => step === undefined || id === step);
  if (options.json) {
    const document = { lab: lab.id, variant: seed ?? null, step: step ?? null, language, markdown: shown };
    printJson(io, { ...document, steps: steps?.map((one) => plainStep(one, language)) ?? null });
    return EXIT.fine;
  }
  print(io, shown);
  if (seen && steps && steps.length > 0) {
    const legend = stepLegend(steps, { ...seen, language, nowMs: Date.now() });
    print(io, ['', '---', stepTable(steps, language), '', ...legend].join('\n'));
  }
  return EXIT.fine;
}

/** The steps as in `lab status`. Without a running instance, or if its nodes do not respond, the guide is shown without them. */
async function seenSteps(
  io: Io,
  place: LabPlace,
  seed: string | undefined,
  options: VariantOptions,
): Promise<{ steps: StepSeen[]; lab: string; checkedAt: number | null } | undefined> {
  try {
    const { lab, engine, instance, places } = await openRunning(io, place, options);
    if (!isUp(lab, instance) || instance.variant !== seed) return undefined;
    const snapshot = await takeSnapshot(engine, instance.nodes, io.signal);
    const { passed, at } = await readLastCheck(places, lab, instance);
    const steps = stepsSeen(lab, passedNow(lab, snapshot, passed));
    return { steps, lab: commandWords(lab.id, instance.name), checkedAt: at };
  } catch (error) {
    if (error instanceof LabError) return undefined;
    throw error;
  }
}
