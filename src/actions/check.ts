/** Judging a running instance: snapshot, probes, checks, and the cause of what is missing. */
import { findCause } from '../diagnosis/find-cause.ts';
import { isDisruptive } from '../lab/checks/kinds.ts';
import { doubtfulPages, withoutMended } from '../checks/mended.ts';
import { runChecks } from '../checks/run.ts';
import { stepsSeen } from '../checks/step-state.ts';
import { reportOf, type Report } from './report.ts';
import { LabError } from '../util/errors.ts';
import type { Lab } from '../lab/lab.ts';
import { holdingDoors } from '../probes/doors.ts';
import { withOwnMacs } from '../probes/own-macs.ts';
import { InstanceProbes } from '../probes/run-probes.ts';
import { askAgainLater, askUnannounced } from '../probes/unannounced.ts';
import { takeSnapshot } from '../probes/take-snapshot.ts';
import { requireFree, withLock } from '../orchestrator/lock.ts';
import type { Context } from './context.ts';
import { keepLastCheck } from './last-check.ts';
import { requireAllNodes, warnOfChange, type Running } from './open.ts';

/** @throws LabError CHECK_UNKNOWN */
export function requireChecks({ id: labId, checks }: Lab, only: string[]): void {
  for (const id of only) {
    if (checks.some((known) => known.id === id)) continue;
    const ids = checks.map((known) => known.id).join(', ');
    throw new LabError('CHECK_UNKNOWN', `"${id}" is no check of ${labId}, expected one of: ${ids}`);
  }
}

export interface CheckInput extends Running {
  /** Ids of the checks that are wanted; what they need is judged with them. All when left out or empty. */
  only?: string[] | undefined;
}

/**
 * A capture that lost frames, on a machine that is busy with other labs, gives no verdict: then all is observed once more.
 * The caller holds the instance's lock where one of the checks disrupts.
 * @throws LabError when something cannot be observed
 */
export async function judgeInstance(
  context: Pick<Context, 'engine' | 'emit' | 'signal'>,
  input: CheckInput,
): Promise<Report> {
  const judge = (): Promise<Report> => holdingDoors(context.engine, input.instance.nodes, () => look(context, input));
  try {
    return await judge();
  } catch (error) {
    if (!(error instanceof LabError && error.code === 'CAPTURE_FAILED')) throw error;
    return judge();
  }
}

async function look(
  { engine, emit, signal }: Pick<Context, 'engine' | 'emit' | 'signal'>,
  { lab, instance, only = [] }: CheckInput,
): Promise<Report> {
  const room = { engine, lab, instance, signal };
  const missing = await askUnannounced(room, only);
  const snapshot = withOwnMacs(lab, await takeSnapshot(engine, instance.nodes, signal));
  const probes = new InstanceProbes(engine, lab, instance, snapshot, signal);
  const judged = await runChecks({
    lab,
    snapshot,
    probes,
    ...(only.length > 0 && { only }),
    onVerdict: (verdict) => emit({ type: 'verdict', instance: instance.name, verdict }),
  });
  const verdicts = withoutMended(lab, judged, await askAgainLater(room, doubtfulPages(judged, missing)));
  const cause = await findCause({ lab, snapshot, probes, verdicts });
  return reportOf(lab.id, instance.name, verdicts, cause);
}

/**
 * What was seen is kept, for those who ask without sending traffic whether a step is done.
 * @throws LabError CHECK_UNKNOWN, NODE_NOT_RUNNING, INSTANCE_BUSY, and when something cannot be observed
 */
export async function check(context: Context, input: CheckInput): Promise<Report> {
  const { lab, instance, only = [] } = input;
  requireChecks(lab, only);
  requireAllNodes(input);
  const { name } = instance;
  warnOfChange(context, input);
  context.emit({ type: 'observing', instance: name });
  // What breaks machines to see what happens needs the instance for itself.
  const disrupts = lab.checks.some((one) => isDisruptive(one) && (only.length === 0 || only.includes(one.id)));
  const { cacheDir } = context.places;
  const judging = (): Promise<Report> => judgeInstance(context, input);
  const looking = async (): Promise<Report> => {
    await requireFree(cacheDir, name);
    const seen = await judging();
    await requireFree(cacheDir, name);
    return seen;
  };
  const report = await (disrupts ? withLock(cacheDir, name, `check ${lab.id}`, judging) : looking());
  await keepLastCheck(context.places, lab, instance, report.checks);
  if (only.length > 0) return report;
  return { ...report, steps: stepsSeen(lab, (id) => report.checks.find((one) => one.id === id)?.passed) };
}
