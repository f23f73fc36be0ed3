/** Breaking a director again and again, and measuring how long clients have no answer. */
import { kindOf } from '../checks/kinds.ts';
import type { Check } from '../lab/checks/kinds.ts';
import { LabError } from '../util/errors.ts';
import type { Lab } from '../lab/lab.ts';
import type { Text } from '../lab/primitives.ts';
import type { FailoverMeasure, Timeline } from '../models/failover.ts';
import type { FailoverPrediction, Trigger } from '../models/vrrp.ts';
import { InstanceProbes } from '../probes/run-probes.ts';
import { nodesByMac } from '../probes/snapshot.ts';
import { takeSnapshot } from '../probes/take-snapshot.ts';
import { withLock } from '../orchestrator/lock.ts';
import type { Context } from './context.ts';
import { requireAllNodes, type Running } from './open.ts';

type FailoverCheck = Extract<Check, { kind: 'failover' }>;

/** The first of the lab's, whose director and client are taken. @throws LabError CHECK_UNKNOWN when it measures none */
export function failoverOf({ id, checks }: Lab): FailoverCheck {
  const found = checks.find((check) => check.kind === 'failover');
  if (found) return found;
  throw new LabError('CHECK_UNKNOWN', `${id} has no check of the kind failover, expected a lab with two directors`);
}

/** What the failovers of one kind came to. */
export interface FailoverRow {
  trigger: Trigger;
  passed: number;
  measures: FailoverMeasure[];
  /** Of the last one; undefined: nothing was broken. */
  timeline: Timeline | undefined;
  prediction: FailoverPrediction | undefined;
  /** Of the runs that did not pass. */
  reasons: Text[];
}

export interface FailoverInput extends Running {
  triggers: Trigger[];
  /** How often each. */
  times: number;
}

/** One failover, from a snapshot of its own: the timers are those of the configuration that runs now. */
async function measureOnce(
  { engine, signal, emit }: Context,
  running: Running,
  check: FailoverCheck,
  row: FailoverRow,
) {
  const { lab, instance } = running;
  const snapshot = await takeSnapshot(engine, instance.nodes, signal);
  const probes = new InstanceProbes(engine, lab, instance, snapshot, signal);
  const nodes = nodesByMac(snapshot);
  probes.tellOfFailover = (news) => emit({ type: 'failover-news', instance: instance.name, nodes, news });
  const kind = kindOf(check);
  // Each counts, also one that took too long: with this tolerance none is measured again.
  const observed = await kind.observe?.({ ...check, toleranceMs: Infinity }, probes);
  const finding = kind.judge(check, { lab, snapshot, observed });
  row.timeline = finding.timeline;
  if (finding.timeline) row.measures.push(finding.timeline.measure);
  row.prediction = finding.timeline?.prediction ?? row.prediction;
  if (finding.passed) row.passed += 1;
  else row.reasons.push(finding.reason);
}

/**
 * @param rows filled as it goes, a row for each trigger: what was measured before an error is not lost
 * @throws LabError NODE_NOT_RUNNING, INSTANCE_BUSY, and when something cannot be observed
 */
export function failover(context: Context, input: FailoverInput, rows: FailoverRow[]): Promise<void> {
  const { lab, instance, triggers, times } = input;
  const check = failoverOf(lab);
  requireAllNodes(input);
  return withLock(context.places.cacheDir, instance.name, `failover ${lab.id}`, async () => {
    for (const trigger of triggers) {
      const row: FailoverRow = {
        trigger,
        passed: 0,
        measures: [],
        timeline: undefined,
        prediction: undefined,
        reasons: [],
      };
      rows.push(row);
      for (let turn = 1; turn <= times; turn += 1) {
        context.emit({ type: 'failover', instance: instance.name, trigger, turn, times });
        await measureOnce(context, input, { ...check, trigger }, row);
        // Repairing is not interrupted: what was measured meanwhile counts, and nothing follows.
        context.signal.throwIfAborted();
      }
    }
  });
}
