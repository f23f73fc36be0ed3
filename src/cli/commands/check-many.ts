/** `lab check --count`: checks instances in parallel and prints one line for each. */
import type { LabPlace } from '../../lab/place.ts';
import { cpus } from 'node:os';
import { check, requireChecks } from '../../actions/check.ts';
import { forEachInstance, valuesOf } from '../../actions/many.ts';
import { openLab, openRunning } from '../../actions/open.ts';
import type { Report } from '../../actions/report.ts';
import { Interrupted, LabError } from '../../util/errors.ts';
import { json } from '../../report/json.ts';
import { table } from '../../util/wrap.ts';
import { Slots } from '../../util/slots.ts';
import { placesFrom } from '../../orchestrator/places.ts';
import { withContext } from '../context.ts';
import { EXIT, languageOf, print, printJson, type Io } from '../io.ts';
import { plainFailures, type CheckOptions } from '../many.ts';

/** @throws LabError ARGUMENT_INVALID */
function refuseOptions({ reporter = 'pretty', timelines }: CheckOptions): void {
  if (timelines !== undefined)
    throw new LabError('ARGUMENT_INVALID', 'check needs --count or --timelines, and not both');
  if (!['pretty', 'json'].includes(reporter))
    throw new LabError('ARGUMENT_INVALID', `--reporter is "${reporter}", expected pretty or json with --count`);
}

const rowOf = ({ instance, passed, points, maxPoints, checks }: Report): string[] => [
  passed ? '✔' : '✘',
  instance,
  `${points}/${maxPoints}`,
  checks
    .filter((one) => one.passed === false)
    .map(({ id }) => id)
    .join(', '),
];

/** @param options.level how many hints to show */
export async function checkMany(
  io: Io,
  place: LabPlace,
  names: string[],
  options: CheckOptions & { level: number },
): Promise<number> {
  refuseOptions(options);
  requireChecks(await openLab(placesFrom(io.env), place.id, place.folder), options.only ?? []);
  let judged = 0;
  return withContext(io, options, async (context, progress) => {
    // With many instances, progress of single checks is not shown.
    const quiet = { ...context, emit: () => {} };
    // Most of a check is waiting for timeouts, so two can share a CPU.
    const slots = new Slots(2 * cpus().length);
    const outcomes = await forEachInstance(context, names, slots, async (name) => {
      const running = await openRunning(quiet, { lab: place.id, folder: place.folder, instance: name });
      const report = await check(quiet, { ...running, only: options.only });
      judged += 1;
      progress.note(`${judged}/${names.length} ${name}`);
      return report;
    });
    progress.clear();
    if (io.signal.aborted) throw new Interrupted('interrupted');
    const reports = valuesOf(outcomes);
    const passed = reports.filter((report) => report.passed);
    const failures = plainFailures(outcomes);
    if (options.json || options.reporter === 'json') {
      const render = { language: languageOf(io, options), colour: false, columns: 80, hints: options.level };
      const instances = reports.map((report) => JSON.parse(json(report, render)) as object);
      printJson(io, {
        lab: place.id,
        count: names.length,
        passed: passed.length === names.length,
        instances,
        ...failures,
      });
    } else {
      if (reports.length > 0) print(io, `${table(reports.map(rowOf))}\n`);
      print(io, `${passed.length} of ${names.length} instances passed all checks`);
    }
    if (failures.failed.length > 0) return EXIT.userCanFix;
    return passed.length === names.length ? EXIT.fine : EXIT.checkFailed;
  });
}
