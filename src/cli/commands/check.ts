import { findCause } from '../../cause/find-cause.ts';
import { LabError } from '../../errors.ts';
import type { Lab } from '../../lab/lab.ts';
import { runChecks } from '../../checks/run.ts';
import { reportOf } from '../../checks/verdict.ts';
import { InstanceProbes } from '../../observe/run-probes.ts';
import { takeSnapshot } from '../../observe/take-snapshot.ts';
import { findReporter, type ReporterName } from '../../report/reporters.ts';
import { EXIT, languageOf, print, type Io } from '../io.ts';
import { makeProgress } from '../progress.ts';
import { openRunning, type InstanceOptions } from '../session.ts';

export interface CheckOptions extends InstanceOptions {
  only?: string[];
  reporter?: string;
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
function requireChecks({ id: labId, checks }: Lab, only: string[]): void {
  for (const id of only) {
    if (checks.some((known) => known.id === id)) continue;
    const ids = checks.map((known) => known.id).join(', ');
    throw new LabError('CHECK_UNKNOWN', `"${id}" is no check of ${labId}, expected one of: ${ids}`);
  }
}

/** @throws LabError NODE_NOT_RUNNING when a node of the lab is missing or stopped: then nothing can be judged */
function requireAllNodes(lab: Lab, nodes: { name: string; state: string }[]): void {
  const away = lab.nodes.filter(({ name }) => !nodes.some((node) => node.name === name && node.state === 'running'));
  if (away.length === 0) return;
  const names = away.map(({ name }) => name).join(', ');
  throw new LabError('NODE_NOT_RUNNING', `not running: ${names}`, {
    hint: `\`lab start ${lab.id}\` brings them back.`,
  });
}

export async function check(io: Io, labId: string, options: CheckOptions): Promise<number> {
  const render = findReporter((options.json ? 'json' : (options.reporter ?? 'pretty')) as ReporterName);
  const hints = readHints(options.hints);
  const { lab, engine, name, instance } = await openRunning(io, labId, options);
  const only = options.only ?? [];
  requireChecks(lab, only);
  requireAllNodes(lab, instance.nodes);
  const progress = await makeProgress(io);
  try {
    if (io.stderr.isTTY) progress.say('looking at all nodes');
    const snapshot = await takeSnapshot(engine, instance.nodes, io.signal);
    const probes = new InstanceProbes(engine, lab, instance, snapshot, io.signal);
    const verdicts = await runChecks({
      lab,
      snapshot,
      probes,
      ...(only.length > 0 ? { only } : {}),
      onVerdict: ({ title }) => {
        if (io.stderr.isTTY) progress.say(title[languageOf(io, options)]);
      },
    });
    const cause = await findCause({ lab, snapshot, probes, verdicts });
    progress.clear();
    const report = reportOf(lab.id, name, verdicts, cause);
    const colour = io.stdout.isTTY && io.env['NO_COLOR'] === undefined;
    const columns = io.stdout.columns ?? 80;
    print(io, render(report, { language: languageOf(io, options), colour, columns, hints }));
    return report.passed ? EXIT.fine : EXIT.checkFailed;
  } finally {
    progress.clear();
  }
}
