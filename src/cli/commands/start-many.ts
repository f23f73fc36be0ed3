/** `lab start --count`: what can be found out once is, then instances side by side. */
import { freemem } from 'node:os';
import { Interrupted } from '../../errors.ts';
import { inVariant } from '../../lab/variant.ts';
import { connectEngine, engineAddress } from '../../orchestrator/connect.ts';
import type { EngineInfo } from '../../orchestrator/engine.ts';
import { listInstances, type Instance } from '../../orchestrator/instance.ts';
import { isEmpty } from '../../orchestrator/plan.ts';
import { placesFrom, type Places } from '../../orchestrator/places.ts';
import { requireRoom } from '../../orchestrator/room.ts';
import { table } from '../../report/wrap.ts';
import { Slots } from '../../slots.ts';
import { EXIT, print, printJson, type Io } from '../io.ts';
import { forEachInstance, manyWords, plainFailures, valuesOf } from '../many.ts';
import { makeProgress, type Progress } from '../progress.ts';
import { openLab, seedFrom, variantIn, type Session } from '../session.ts';
import { prepareGround, startOne, type Ground, type StartOptions } from './start.ts';

/** Of an engine elsewhere nothing but the size of its machine is known. */
function freeBytes(io: Io, places: Places, { memoryBytes }: EngineInfo): number {
  const isHere = engineAddress(io.env, places)?.host.startsWith('unix:') ?? false;
  return isHere ? Math.min(freemem(), memoryBytes) : memoryBytes;
}

interface Class {
  /** With the lab as it is written. */
  session: Omit<Session, 'name'>;
  running: Map<string, Instance>;
  ground: Ground;
  info: EngineInfo;
}

/** @throws LabError also when so many do not fit */
async function prepareClass(
  io: Io,
  labId: string,
  names: string[],
  options: StartOptions,
  progress: Progress,
): Promise<Class> {
  const lab = await openLab(io, labId);
  const places = placesFrom(io.env);
  const engine = await connectEngine(io.env, places);
  const session = { lab, engine, places };
  const ground = await prepareGround(io, session, options, progress);
  const [instances, networks, info] = await Promise.all([listInstances(engine), engine.networks(), engine.info()]);
  const running = new Map(instances.map((instance) => [instance.name, instance]));
  const isUp = (name: string): boolean =>
    running.get(name)?.nodes.filter(({ state }) => state === 'running').length === lab.nodes.length;
  requireRoom({
    lab,
    kernels: ground.chosen,
    count: names.filter((name) => !isUp(name)).length,
    freeBytes: freeBytes(io, places, info),
    taken: networks.flatMap(({ subnet }) => subnet ?? []),
  });
  return { session, running, ground, info };
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

export async function startMany(io: Io, labId: string, names: string[], options: StartOptions): Promise<number> {
  const begun = performance.now();
  const seed = seedFrom(options);
  const progress = await makeProgress(io);
  const quiet: Progress = { say: () => {}, done: () => {}, clear: () => {} };
  try {
    const { session, running, ground, info } = await prepareClass(io, labId, names, options, progress);
    const { lab } = session;
    progress.say(`starting ${names.length} instances of ${lab.id}`);
    let up = 0;
    const outcomes = await forEachInstance(io, names, {
      slots: new Slots(info.cpus),
      progress,
      work: async (name) => {
        const wanted = seed?.replaceAll('{name}', () => name) ?? variantIn(running.get(name), lab);
        const one = { ...session, lab: inVariant(lab, wanted), name };
        const { plan, report } = await startOne(io, one, options, quiet, ground);
        up += 1;
        progress.say(`${up}/${names.length} ${name} is running (${seconds(report.durationMs)})`);
        return { report, isNew: !isEmpty(plan) };
      },
    });
    const started = valuesOf(outcomes);
    const words = manyWords(lab.id, options);
    progress.clear();
    if (io.signal.aborted) {
      io.stderr.write(
        `${started.length} of ${names.length} run and stay: the same command goes on, \`lab stop ${words}\` removes them\n`,
      );
      throw new Interrupted('interrupted');
    }
    const durationMs = Math.round(performance.now() - begun);
    const isFine = started.length === names.length;
    if (options.json) {
      const instances = started.map(({ report }) => report);
      printJson(io, { lab: lab.id, count: names.length, durationMs, instances, ...plainFailures(outcomes) });
    } else {
      const rows = started.map(({ report, isNew }) => [
        `  ${report.instance}`,
        report.variant ?? '',
        `${report.nodes.length} nodes${isNew ? '' : ', as before'}`,
        seconds(report.durationMs),
      ]);
      print(io, table(rows));
      print(io, `\n${started.length} of ${names.length} instances are running (${seconds(durationMs)})`);
      print(io, `Next: lab list, lab check ${words}, lab stop ${words}`);
    }
    return isFine ? EXIT.fine : EXIT.userCanFix;
  } finally {
    progress.clear();
  }
}
