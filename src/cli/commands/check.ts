import type { LabPlace } from '../../lab/place.ts';
import { check as checkInstance, requireChecks } from '../../actions/check.ts';
import { openRunning, requireAllNodes } from '../../actions/open.ts';
import type { Verdict } from '../../checks/verdict.ts';
import { LabError } from '../../util/errors.ts';
import { findReporter, type ReporterName } from '../../report/reporters.ts';
import { instanceId } from '../arguments.ts';
import { withContext } from '../context.ts';
import { EXIT, languageOf, print, type Io } from '../io.ts';
import { manyNames, type CheckOptions } from '../many.ts';
import { makeFolder, writeTimelines } from '../timelines.ts';

const DEFAULT_HINTS = 1;
const HINTS = /^[0-3]$/;

/** @throws LabError ARGUMENT_INVALID */
function readHints(written: string | undefined): number {
  if (written === undefined) return DEFAULT_HINTS;
  if (!HINTS.test(written)) {
    throw new LabError('ARGUMENT_INVALID', `--hints is "${written}", expected a whole number from 0 to 3`);
  }
  return Number(written);
}

/** @returns a message about the written pictures */
async function draw(io: Io, options: CheckOptions, verdicts: Verdict[]): Promise<string | undefined> {
  if (options.timelines === undefined) return undefined;
  const files = await writeTimelines(io, options.timelines, verdicts, languageOf(io, options));
  return files.length > 0
    ? `pictures: ${files.join(', ')}`
    : 'no pictures: no failover was measured, no request followed';
}

export async function check(io: Io, place: LabPlace, options: CheckOptions): Promise<number> {
  const render = findReporter((options.json ? 'json' : (options.reporter ?? 'pretty')) as ReporterName);
  const hints = readHints(options.hints);
  const names = manyNames(place.id, options);
  if (names) return (await import('./check-many.ts')).checkMany(io, place, names, { ...options, level: hints });
  const id = instanceId(place, options);
  return withContext(io, options, async (context, progress) => {
    const running = await openRunning(context, id);
    requireChecks(running.lab, options.only ?? []);
    requireAllNodes(running);
    if (options.timelines !== undefined) await makeFolder(io, options.timelines);
    const report = await checkInstance(context, { ...running, only: options.only });
    progress.clear();
    const drawn = await draw(io, options, report.checks);
    const colour = io.stdout.isTTY && io.env['NO_COLOR'] === undefined;
    const columns = io.stdout.columns ?? 80;
    print(io, render(report, { language: languageOf(io, options), colour, columns, hints }));
    if (drawn !== undefined) io.stderr.write(`${drawn}\n`);
    return report.passed ? EXIT.fine : EXIT.checkFailed;
  });
}
