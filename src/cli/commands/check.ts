import { findCause } from '../../cause/find-cause.ts';
import { LabError } from '../../errors.ts';
import type { Lab } from '../../lab/lab.ts';
import { runChecks } from '../../checks/run.ts';
import { kindOf } from '../../checks/kinds.ts';
import { stepsSeen } from '../../checks/step-state.ts';
import { reportOf, type Report, type Verdict } from '../../checks/verdict.ts';
import { cutOffNodes, startCommand, type Instance } from '../../orchestrator/instance.ts';
import { withLock } from '../../orchestrator/lock.ts';
import { InstanceProbes } from '../../observe/run-probes.ts';
import { takeSnapshot } from '../../observe/take-snapshot.ts';
import { findReporter, type ReporterName } from '../../report/reporters.ts';
import { EXIT, languageOf, print, type Io } from '../io.ts';
import { keepLastCheck } from '../last-check.ts';
import { manyNames, type ManyOptions } from '../many.ts';
import { makeProgress } from '../progress.ts';
import { openRunning, type Opened } from '../session.ts';
import { makeFolder, writeTimelines } from '../timelines.ts';

export interface CheckOptions extends ManyOptions {
  only?: string[];
  reporter?: string;
  /** A folder for pictures. */
  timelines?: string;
  hints?: string;
}

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

/** @throws LabError CHECK_UNKNOWN */
export function requireChecks({ id: labId, checks }: Lab, only: string[]): void {
  for (const id of only) {
    if (checks.some((known) => known.id === id)) continue;
    const ids = checks.map((known) => known.id).join(', ');
    throw new LabError('CHECK_UNKNOWN', `"${id}" is no check of ${labId}, expected one of: ${ids}`);
  }
}

/** @throws LabError NODE_NOT_RUNNING when a node of the lab is missing, stopped or cut off: then nothing can be judged */
function requireAllNodes(lab: Lab, instance: Instance): void {
  const require = (away: string[], what: string): void => {
    if (away.length === 0) return;
    throw new LabError('NODE_NOT_RUNNING', `${what}: ${away.join(', ')}`, {
      hint: `\`${startCommand(lab.id, instance.name)}\` brings them back.`,
    });
  };
  const isRunning = (name: string): boolean =>
    instance.nodes.some((node) => node.name === name && node.state === 'running');
  require(lab.nodes.map(({ name }) => name).filter((name) => !isRunning(name)), 'not running');
  require(cutOffNodes(lab, instance), 'not on all of their networks');
}

/** @returns what to say of the pictures that were asked for */
async function draw(io: Io, options: CheckOptions, verdicts: Verdict[]): Promise<string | undefined> {
  if (options.timelines === undefined) return undefined;
  const files = await writeTimelines(io, options.timelines, verdicts, languageOf(io, options));
  return files.length > 0
    ? `pictures: ${files.join(', ')}`
    : 'no pictures: no failover was measured, no request followed';
}

export interface Watcher {
  /** What is being looked at. */
  say: (text: string) => void;
}

/** Judges an instance, by checks that are there. @throws LabError */
export async function checkOne(
  io: Io,
  { lab, engine, name, instance, places }: Opened,
  options: CheckOptions,
  { say }: Watcher,
): Promise<Report> {
  const only = options.only ?? [];
  requireAllNodes(lab, instance);
  say('looking at all nodes');
  const snapshot = await takeSnapshot(engine, instance.nodes, io.signal);
  const probes = new InstanceProbes(engine, lab, instance, snapshot, io.signal);
  const judge = (): Promise<Verdict[]> =>
    runChecks({
      lab,
      snapshot,
      probes,
      ...(only.length > 0 ? { only } : {}),
      onVerdict: ({ title }) => say(title[languageOf(io, options)]),
    });
  // What breaks machines to see what happens needs the instance for itself.
  const disturbs = lab.checks.some((one) => kindOf(one).disturbs && (only.length === 0 || only.includes(one.id)));
  const verdicts = await (disturbs ? withLock(places.cacheDir, name, `check ${lab.id}`, judge) : judge());
  const cause = await findCause({ lab, snapshot, probes, verdicts });
  await keepLastCheck(places, lab, instance, verdicts);
  const steps = stepsSeen(lab, (id) => verdicts.find((one) => one.id === id)?.passed);
  return { ...reportOf(lab.id, name, verdicts, cause), ...(only.length === 0 && { steps }) };
}

export async function check(io: Io, labId: string, options: CheckOptions): Promise<number> {
  const render = findReporter((options.json ? 'json' : (options.reporter ?? 'pretty')) as ReporterName);
  const hints = readHints(options.hints);
  const names = manyNames(labId, options);
  if (names) return (await import('./check-many.ts')).checkMany(io, labId, names, { ...options, level: hints });
  const opened = await openRunning(io, labId, options);
  requireChecks(opened.lab, options.only ?? []);
  requireAllNodes(opened.lab, opened.instance);
  if (options.timelines !== undefined) await makeFolder(io, options.timelines);
  const progress = await makeProgress(io);
  try {
    const report = await checkOne(io, opened, options, { say: (text) => io.stderr.isTTY && progress.say(text) });
    progress.clear();
    const drawn = await draw(io, options, report.checks);
    const colour = io.stdout.isTTY && io.env['NO_COLOR'] === undefined;
    const columns = io.stdout.columns ?? 80;
    print(io, render(report, { language: languageOf(io, options), colour, columns, hints }));
    if (drawn !== undefined) io.stderr.write(`${drawn}\n`);
    return report.passed ? EXIT.fine : EXIT.checkFailed;
  } finally {
    progress.clear();
  }
}
