/** `lab failover`: break a director again and again, and tell how long clients had no answer. */
import { LabError } from '../../errors.ts';
import { kindOf, type Check } from '../../checks/kinds.ts';
import type { Lab } from '../../lab/lab.ts';
import type { FailoverMeasure } from '../../models/failover.ts';
import { TRIGGERS, type FailoverPrediction, type Range, type Trigger } from '../../models/vrrp.ts';
import { InstanceProbes } from '../../observe/run-probes.ts';
import { takeSnapshot } from '../../observe/take-snapshot.ts';
import { withLock } from '../../orchestrator/lock.ts';
import { table } from '../../report/wrap.ts';
import { EXIT, inLanguage, languageOf, print, printJson, type Io } from '../io.ts';
import { spreadOf, type Spread } from '../../models/spread.ts';
import { makeProgress } from '../progress.ts';
import { openLab, openRunning, type InstanceOptions } from '../session.ts';

export interface FailoverOptions extends InstanceOptions {
  trigger?: string[];
  times?: string;
}

type FailoverCheck = Extract<Check, { kind: 'failover' }>;

const MAX_TIMES = 1000;

/** @throws LabError CHECK_UNKNOWN when the lab measures no failover */
function failoverOf({ id, checks }: Lab): FailoverCheck {
  const found = checks.find((check) => check.kind === 'failover');
  if (!found) {
    throw new LabError('CHECK_UNKNOWN', `${id} has no check of the kind failover, expected a lab with two directors`);
  }
  return found;
}

/** @throws LabError ARGUMENT_INVALID */
function triggersOf({ trigger: words = [] }: FailoverOptions): Trigger[] {
  for (const word of words) {
    if (!TRIGGERS.some((trigger) => trigger === word)) {
      throw new LabError('ARGUMENT_INVALID', `--trigger is "${word}", expected one of: ${TRIGGERS.join(', ')}`);
    }
  }
  return words.length === 0 ? [...TRIGGERS] : TRIGGERS.filter((trigger) => words.includes(trigger));
}

/** @throws LabError ARGUMENT_INVALID */
function timesOf({ times = '1' }: FailoverOptions): number {
  if (/^\d+$/.test(times) && Number(times) >= 1 && Number(times) <= MAX_TIMES) return Number(times);
  throw new LabError('ARGUMENT_INVALID', `--times is "${times}", expected a whole number from 1 to ${MAX_TIMES}`);
}

interface Row {
  trigger: Trigger;
  passed: number;
  measures: FailoverMeasure[];
  prediction: FailoverPrediction | undefined;
  /** Of the runs that did not pass. */
  reasons: { zh: string; en: string }[];
}

const seconds = (ms: number): string => (Number.isFinite(ms) ? (ms / 1000).toFixed(2) : 'never');
const showRange = ({ min, max }: Range): string => (min === max ? seconds(min) : `${seconds(min)}-${seconds(max)}`);
const showSpread = (spread: Spread | undefined): string =>
  spread ? `${seconds(spread.medianMs)} (${seconds(spread.minMs)}-${seconds(spread.maxMs)})` : '-';

const outages = ({ measures }: Row): Spread | undefined =>
  spreadOf(measures.map((measure) => measure.failover.outageMs));
const takeovers = ({ measures }: Row): Spread | undefined =>
  spreadOf(measures.flatMap(({ takeoverMs }) => takeoverMs ?? []));
const returns = ({ measures }: Row): Spread | undefined =>
  spreadOf(measures.flatMap(({ failback }) => failback?.outageMs ?? []));

function showTable(rows: Row[]): string {
  const title = ['trigger', 'ok', 'no answer, s', 'predicted', 'takeover, s', 'predicted', 'going back, s'];
  const lines = rows.map((row) => [
    row.trigger,
    `${row.passed}/${row.passed + row.reasons.length}`,
    showSpread(outages(row)),
    row.prediction ? showRange(row.prediction.outageMs) : '-',
    showSpread(takeovers(row)),
    row.prediction ? showRange(row.prediction.takeoverMs) : '-',
    showSpread(returns(row)),
  ]);
  return table([title, ...lines]);
}

const asJson = (row: Row): unknown => ({
  trigger: row.trigger,
  passed: row.passed,
  failed: row.reasons.length,
  outage: outages(row) ?? null,
  predictedOutageMs: row.prediction?.outageMs ?? null,
  takeover: takeovers(row) ?? null,
  predictedTakeoverMs: row.prediction?.takeoverMs ?? null,
  failback: returns(row) ?? null,
  reasons: row.reasons,
});

type Session = Awaited<ReturnType<typeof openRunning>>;

/** One failover, from a snapshot of its own: the timers are those of the configuration that runs now. */
async function measureOnce({ lab, engine, instance }: Session, check: FailoverCheck, row: Row, signal: AbortSignal) {
  const snapshot = await takeSnapshot(engine, instance.nodes, signal);
  const probes = new InstanceProbes(engine, lab, instance, snapshot, signal);
  const kind = kindOf(check);
  const finding = kind.judge(check, { lab, snapshot, observed: await kind.observe?.(check, probes) });
  if (finding.timeline) row.measures.push(finding.timeline.measure);
  row.prediction = finding.timeline?.prediction ?? row.prediction;
  if (finding.passed) row.passed += 1;
  else row.reasons.push(finding.reason);
}

/** @throws LabError ARGUMENT_INVALID, CHECK_UNKNOWN, and what opening a running lab throws */
export async function failover(io: Io, labId: string, options: FailoverOptions): Promise<number> {
  const triggers = triggersOf(options);
  const times = timesOf(options);
  const check = failoverOf(await openLab(io, labId));
  const session = await openRunning(io, labId, options);
  const { lab, name, places } = session;
  const language = languageOf(io, options);
  const rows = triggers.map((trigger): Row => ({
    trigger,
    passed: 0,
    measures: [],
    prediction: undefined,
    reasons: [],
  }));
  const show = (): void => {
    const reasons = rows.flatMap(({ trigger, reasons: all }) => all.map((reason) => `${trigger}: ${reason[language]}`));
    print(io, [showTable(rows), ...reasons].join('\n'));
  };
  const progress = await makeProgress(io);
  try {
    await withLock(places.cacheDir, name, `failover ${lab.id}`, async () => {
      for (const row of rows) {
        for (let turn = 1; turn <= times; turn += 1) {
          progress.say(`${row.trigger} ${turn}/${times}`);
          await measureOnce(session, { ...check, trigger: row.trigger }, row, io.signal);
          // Mending is not interrupted: what was measured meanwhile counts, and nothing follows.
          io.signal.throwIfAborted();
        }
      }
    });
  } catch (error) {
    progress.clear();
    // Minutes of measuring are not lost to the last one.
    if (!options.json && rows.some(({ measures }) => measures.length > 0)) show();
    throw error;
  }
  progress.clear();
  if (options.json)
    printJson(io, { lab: lab.id, instance: name, times, triggers: inLanguage(rows.map(asJson), language) });
  else show();
  return rows.every(({ reasons }) => reasons.length === 0) ? EXIT.fine : EXIT.checkFailed;
}
