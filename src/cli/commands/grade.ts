import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Context } from '../../actions/context.ts';
import { bringUp } from '../../actions/start.ts';
import { LabError } from '../../util/errors.ts';
import { gradeClass, readClass, type Candidate } from '../../actions/grade/class.ts';
import { measure } from '../../actions/grade/machine.ts';
import type { ClassReport } from '../../actions/grade/result.ts';
import { Results } from '../../actions/grade/results.ts';
import { Slots } from '../../util/slots.ts';
import { planWorkers } from '../../actions/grade/workers.ts';
import { manifestHash } from '../../lab/hash.ts';
import type { Lab } from '../../lab/lab.ts';
import { engineAddress } from '../../orchestrator/connect.ts';
import { findInstance, notRunning, removeInstance } from '../../orchestrator/instance.ts';
import { withLock } from '../../orchestrator/lock.ts';
import { CLASS_REPORTERS, type ClassReporterName } from '../../report/class-reporters.ts';
import { withoutControls } from '../../util/controls.ts';
import { rosterLines } from '../../report/grades/rows.ts';
import { loadRoster } from '../../class/load.ts';
import { writeClassFiles } from '../class-files.ts';
import { listClass } from '../../actions/submission/read.ts';
import { EXIT, languageOf, print, type CommonOptions, printError, type Io } from '../io.ts';
import { seedFrom } from '../arguments.ts';
import { withContext } from '../context.ts';
import { placeOf } from '../place.ts';
import { openLab } from '../session.ts';

export interface GradeOptions extends CommonOptions {
  lab?: string;
  variant?: string;
  workers?: string;
  timeout?: string;
  output?: string;
  reporter?: string;
  roster?: string;
}

const MAX_WORKERS = 64;
const DEFAULT_TIMEOUT_S = 120;
const MAX_TIMEOUT_S = 86_400;

interface Wanted {
  folder: string;
  outDir: string;
  reporter: ClassReporterName;
  variant: string | undefined;
  workers: number | undefined;
  timeoutMs: number;
}

/** @throws LabError ARGUMENT_INVALID */
function readArguments(io: Io, dir: string, options: GradeOptions): Wanted {
  const names = Object.keys(CLASS_REPORTERS) as ClassReporterName[];
  const reporter = names.find((name) => name === (options.json ? 'json' : (options.reporter ?? 'table')));
  if (!reporter)
    throw new LabError('ARGUMENT_INVALID', `--reporter is "${options.reporter}", expected one of: ${names.join(', ')}`);
  const workers = options.workers === undefined ? undefined : Number(options.workers);
  if (workers !== undefined && !(Number.isInteger(workers) && workers >= 1 && workers <= MAX_WORKERS))
    throw new LabError(
      'ARGUMENT_INVALID',
      `--workers is "${options.workers}", expected a whole number from 1 to ${MAX_WORKERS}`,
    );
  const timeout = Number(options.timeout ?? DEFAULT_TIMEOUT_S);
  if (!(timeout > 0 && timeout <= MAX_TIMEOUT_S))
    throw new LabError(
      'ARGUMENT_INVALID',
      `--timeout is "${options.timeout}", expected a number above 0, ${MAX_TIMEOUT_S} at most`,
    );
  const folder = resolve(io.cwd, dir);
  const outDir =
    options.output === undefined
      ? join(dirname(folder), `${basename(folder)}-graded`)
      : resolve(io.cwd, options.output);
  const variant = seedFrom(options);
  return { folder, outDir, reporter, variant, workers, timeoutMs: timeout * 1000 };
}

/** The lab of --lab, or the one that all submissions name. @throws LabError ARGUMENT_INVALID */
function labOf(candidates: Candidate[], named: string | undefined): string {
  if (named !== undefined) return named;
  const said = [...new Set(candidates.flatMap(({ submission }) => submission?.lab ?? []))];
  if (said.length === 1 && said[0] !== undefined) return said[0];
  throw new LabError(
    'ARGUMENT_INVALID',
    said.length === 0
      ? 'no submission says of which lab it is'
      : `the submissions are of more than one lab: ${said.map(withoutControls).join(', ')}`,
    { hint: 'Name it: `lab grade DIR --lab exp1`.' },
  );
}

/** The engine functions that grading uses for one lab; instances are created and removed under their lock. */
function instances(io: Io, context: Context) {
  const { engine, places } = context;
  const remove = async (name: string): Promise<void> => {
    const instance = await findInstance(engine, name);
    if (!instance) return;
    try {
      await withLock(places.cacheDir, name, `grade ${instance.lab}`, () => removeInstance(engine, instance));
    } catch (error) {
      // Its containers are removed; the next grading of the same submission uses the network again.
      if (!(error instanceof LabError) || error.code !== 'NETWORK_STUCK') throw error;
      printError(io, `lab: ${error.message}`);
    }
  };
  return {
    remove,
    start: async (name: string, lab: Lab) => {
      await remove(name);
      await withLock(places.cacheDir, name, `grade ${lab.id}`, () =>
        bringUp({ ...context, emit: () => {} }, { lab, instance: name, kernel: 'auto' }),
      );
      const instance = await findInstance(engine, name);
      if (!instance) throw notRunning(lab.id, name);
      return instance;
    },
  };
}

async function gradeAll(io: Io, context: Context, lab: Lab, candidates: Candidate[], wanted: Wanted) {
  const begun = performance.now();
  const { engine, places, emit } = context;
  let done = 0;
  const info = await engine.info();
  const queued = candidates.filter(({ submission }) => submission).length;
  const workers = planWorkers(lab, info, queued, wanted.workers);
  const results = await Results.open(wanted.outDir);
  const isHere = engineAddress(io.env, places)?.host.startsWith('unix:') ?? false;
  const measured = measure(info, isHere);
  const graded = await gradeClass(
    {
      ...instances(io, context),
      engine,
      lab,
      variant: wanted.variant,
      timeoutMs: wanted.timeoutMs,
      signal: io.signal,
      results,
      workers: workers.count,
      starting: new Slots(info.cpus),
      judging: new Slots(2 * info.cpus),
      onResult: (result) => emit({ type: 'graded', result, done: (done += 1), total: candidates.length }),
    },
    candidates,
  );
  const report: ClassReport = {
    lab: lab.id,
    title: lab.title,
    manifest: manifestHash(lab),
    passed: graded.results.every(({ passed }) => passed),
    maxPoints: lab.checks.reduce((sum, { points }) => sum + points, 0),
    durationMs: Math.round(performance.now() - begun),
    addedUpMs: graded.addedUpMs,
    resumed: graded.resumed,
    workers,
    machine: measured(),
    submissions: graded.results,
  };
  return report;
}

/** `lab grade`: grades a class of submissions, each in its own instance. */
export async function grade(io: Io, dir: string, options: GradeOptions): Promise<number> {
  const wanted = readArguments(io, dir, options);
  const { folder, outDir, reporter } = wanted;
  const candidates = await readClass(await listClass(folder, outDir));
  if (candidates.length === 0)
    throw new LabError('ARGUMENT_INVALID', `${dir}: got an empty folder, expected submissions in it`);
  const roster = options.roster === undefined ? undefined : await loadRoster(resolve(io.cwd, options.roster));
  const lab = await openLab(io, await placeOf(io, labOf(candidates, options.lab)));
  const language = languageOf(io, options);
  return withContext(io, options, async (context, progress) => {
    progress.say(`grading ${candidates.length} submissions of ${lab.id}`);
    const report = await gradeAll(io, context, lab, candidates, wanted);
    progress.clear();
    // A report about graded work contains only the first hint of a cause.
    const render = { language, colour: false, columns: io.stdout.columns ?? 80, hints: 1, ...(roster && { roster }) };
    const files = await writeClassFiles(outDir, report, render);
    print(io, CLASS_REPORTERS[reporter](report, render));
    for (const line of rosterLines(report, roster)) io.stderr.write(`${withoutControls(line)}\n`);
    io.stderr.write(`${files.map((name) => relative(io.cwd, join(outDir, name))).join(' ')}\n`);
    return report.passed ? EXIT.fine : EXIT.checkFailed;
  });
}
