import { LabError } from '../../errors.ts';
import type { Lab } from '../../lab/lab.ts';
import { listLabs } from '../../lab/load.ts';
import { findInstance, notRunning, removeInstance } from '../../orchestrator/instance.ts';
import { placesFrom } from '../../orchestrator/places.ts';
import { complaintOf, renderMatrices, renderMatrixJunit } from '../../report/matrix.ts';
import type { SelftestReport } from '../../selftest/expect.ts';
import { selftest as runSelftest } from '../../selftest/run.ts';
import { inVariant } from '../../lab/variant.ts';
import { connectEngine } from '../../orchestrator/connect.ts';
import { EXIT, print, printJson, type Io } from '../io.ts';
import { makeProgress, type Progress } from '../progress.ts';
import { openLab, seedFrom, type VariantOptions } from '../session.ts';
import { bringUp } from './start.ts';

export interface SelftestOptions extends VariantOptions {
  all?: boolean;
  reporter?: string;
  workers?: string;
}

const REPORTERS = ['matrix', 'junit'];
const MAX_WORKERS = 16;

interface Wanted {
  ids: string[];
  reporter: string;
  workers: number;
}

/** @throws LabError ARGUMENT_INVALID */
async function readArguments(io: Io, labs: string[], options: SelftestOptions): Promise<Wanted> {
  const { all = false, reporter = 'matrix', workers = '2' } = options;
  if (all === labs.length > 0)
    throw new LabError('ARGUMENT_INVALID', 'selftest needs names of labs, or --all, and not both');
  if (!REPORTERS.includes(reporter)) {
    throw new LabError('ARGUMENT_INVALID', `--reporter is "${reporter}", expected one of: ${REPORTERS.join(', ')}`);
  }
  const count = Number(workers);
  if (!Number.isInteger(count) || count < 1 || count > MAX_WORKERS) {
    throw new LabError(
      'ARGUMENT_INVALID',
      `--workers is "${workers}", expected a whole number from 1 to ${MAX_WORKERS}`,
    );
  }
  return { ids: all ? await listLabs(placesFrom(io.env).root) : labs, reporter, workers: count };
}

async function testLab(io: Io, lab: Lab, workers: number, progress: Progress): Promise<SelftestReport> {
  const instanceOf = (worker: number): string => `selftest-${lab.id}-${worker}`;
  const places = placesFrom(io.env);
  const engine = await connectEngine(io.env, places);
  const remove = async (worker: number): Promise<void> => {
    const instance = await findInstance(engine, instanceOf(worker));
    if (instance) await removeInstance(engine, instance);
  };
  return runSelftest({
    engine,
    lab,
    workers,
    start: async (worker, drawn) => {
      await remove(worker);
      const name = instanceOf(worker);
      await bringUp(io, { lab: drawn, engine, name, places }, {}, progress);
      const instance = await findInstance(engine, name);
      if (!instance) throw notRunning(lab.id, name);
      return instance;
    },
    remove,
    onTrial: (trial) =>
      progress.say(`${lab.id} ${trial.id}: ${complaintOf(trial) ?? 'as it must be'} (${trial.durationMs} ms)`),
    signal: io.signal,
  });
}

export async function selftest(io: Io, labs: string[], options: SelftestOptions): Promise<number> {
  const { ids, reporter, workers } = await readArguments(io, labs, options);
  const seed = seedFrom(options);
  const progress = await makeProgress(io);
  const results: { lab: Lab; report: SelftestReport }[] = [];
  try {
    for (const id of ids) {
      const lab = inVariant(await openLab(io, id), seed);
      results.push({ lab, report: await testLab(io, lab, workers, progress) });
    }
  } finally {
    progress.clear();
  }
  const reports = results.map(({ report }) => report);
  const passed = reports.every((report) => report.passed);
  if (options.json) printJson(io, { passed, labs: reports });
  else if (reporter === 'junit') print(io, renderMatrixJunit(reports));
  else print(io, renderMatrices(results));
  return passed ? EXIT.fine : EXIT.checkFailed;
}
