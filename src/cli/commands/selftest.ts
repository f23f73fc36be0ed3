import { LabError } from '../../errors.ts';
import type { Lab } from '../../lab/lab.ts';
import { listLabs } from '../../lab/load.ts';
import { inVariant } from '../../lab/variant.ts';
import { connectEngine } from '../../orchestrator/connect.ts';
import { findInstance, notRunning, removeInstance } from '../../orchestrator/instance.ts';
import { withLock } from '../../orchestrator/lock.ts';
import { placesFrom } from '../../orchestrator/places.ts';
import { complaintOf, renderMatrices, renderMatrixJunit } from '../../report/matrix.ts';
import { selftest as runSelftest, type SelftestInput } from '../../selftest/run.ts';
import { Trials } from '../../selftest/trials.ts';
import { EXIT, print, printJson, type Io } from '../io.ts';
import { makeProgress, type Progress } from '../progress.ts';
import { instanceName, openLab, seedFrom, type Session, type VariantOptions } from '../session.ts';
import { bringUp } from './start.ts';

export interface SelftestOptions extends VariantOptions {
  all?: boolean;
  full?: boolean;
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
  return { ids: all ? await listLabs(placesFrom(io.env).root) : [...new Set(labs)], reporter, workers: count };
}

/** Instances of the self-test's own: each is made, used and removed under its lock. */
function ownInstances(
  io: Io,
  session: Omit<Session, 'lab' | 'name'>,
  { stem, full }: { stem: string; full: boolean },
  progress: Progress,
): SelftestInput['withInstance'] {
  const { engine, places } = session;
  const remove = async (name: string): Promise<void> => {
    const instance = await findInstance(engine, name);
    if (instance) await removeInstance(engine, instance);
  };
  return ({ lab, number, onTrial, signal }, work) => {
    const drawn = lab.draw?.[0]?.id ?? [];
    const name = instanceName(lab.id, { as: [stem, lab.id, drawn, number].flat().join('-') });
    return withLock(places.cacheDir, name, `selftest ${lab.id}`, async () => {
      await remove(name);
      try {
        await bringUp(io, { ...session, lab, name }, {}, progress);
        const instance = await findInstance(engine, name);
        if (!instance) throw notRunning(lab.id, name);
        await work(new Trials({ engine, lab, instance, full, onTrial, signal }));
      } finally {
        await remove(name);
      }
    });
  };
}

export async function selftest(io: Io, ids: string[], options: SelftestOptions): Promise<number> {
  const wanted = await readArguments(io, ids, options);
  const seed = seedFrom(options);
  const labs = await Promise.all(wanted.ids.map(async (id) => inVariant(await openLab(io, id), seed)));
  const stem = instanceName('selftest', options);
  const places = placesFrom(io.env);
  const engine = await connectEngine(io.env, places);
  const progress = await makeProgress(io);
  const full = options.full ?? false;
  const reports = await runSelftest({
    labs,
    workers: wanted.workers,
    full,
    withInstance: ownInstances(io, { engine, places }, { stem, full }, progress),
    onTrial: (lab, trial) =>
      progress.say(`${lab.id} ${trial.id}: ${complaintOf(trial) ?? 'as it must be'} (${trial.durationMs} ms)`),
    signal: io.signal,
  }).finally(() => progress.clear());
  const passed = reports.every((report) => report.passed);
  if (options.json) printJson(io, { passed, labs: reports });
  else if (wanted.reporter === 'junit') print(io, renderMatrixJunit(reports));
  else print(io, renderMatrices(reports.map((report, index) => ({ lab: labs[index] as Lab, report }))));
  return passed ? EXIT.fine : EXIT.checkFailed;
}
