/** `lab failover`: makes a director fail repeatedly, and reports how long clients got no answer. */
import type { LabPlace } from '../../lab/place.ts';
import { failover as measureFailovers, failoverOf, type FailoverRow } from '../../actions/failover.ts';
import { openLab, openRunning } from '../../actions/open.ts';
import { LabError } from '../../util/errors.ts';
import { TRIGGERS, type Range, type Trigger } from '../../models/vrrp.ts';
import { spreadOf, type Spread } from '../../models/spread.ts';
import { placesFrom } from '../../orchestrator/places.ts';
import { table } from '../../util/wrap.ts';
import { instanceId, wholeNumber, type InstanceOptions } from '../arguments.ts';
import { withContext } from '../context.ts';
import { EXIT, inLanguage, languageOf, print, printJson, type Io } from '../io.ts';

export interface FailoverOptions extends InstanceOptions {
  trigger?: string[];
  times?: string;
}

const MAX_TIMES = 1000;

/** @throws LabError ARGUMENT_INVALID */
function triggersOf({ trigger: words = [] }: FailoverOptions): Trigger[] {
  for (const word of words) {
    if (!TRIGGERS.some((trigger) => trigger === word)) {
      throw new LabError('ARGUMENT_INVALID', `--trigger is "${word}", expected one of: ${TRIGGERS.join(', ')}`);
    }
  }
  return words.length === 0 ? [...TRIGGERS] : TRIGGERS.filter((trigger) => words.includes(trigger));
}

const seconds = (ms: number): string => (Number.isFinite(ms) ? (ms / 1000).toFixed(2) : 'never');
const showRange = ({ min, max }: Range): string => (min === max ? seconds(min) : `${seconds(min)}-${seconds(max)}`);
const showSpread = (spread: Spread | undefined): string =>
  spread ? `${seconds(spread.medianMs)} (${seconds(spread.minMs)}-${seconds(spread.maxMs)})` : '-';

const outages = ({ measures }: FailoverRow): Spread | undefined =>
  spreadOf(measures.map((measure) => measure.failover.outageMs));
const takeovers = ({ measures }: FailoverRow): Spread | undefined =>
  spreadOf(measures.flatMap(({ takeoverMs }) => takeoverMs ?? []));
const returns = ({ measures }: FailoverRow): Spread | undefined =>
  spreadOf(measures.flatMap(({ failback }) => failback?.outageMs ?? []));

function showTable(rows: FailoverRow[]): string {
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

const asJson = (row: FailoverRow): unknown => ({
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

/** @throws LabError ARGUMENT_INVALID, CHECK_UNKNOWN, and what opening a running lab throws */
export async function failover(io: Io, place: LabPlace, options: FailoverOptions): Promise<number> {
  const triggers = triggersOf(options);
  const times = wholeNumber('--times', options.times ?? '1', 1, MAX_TIMES);
  failoverOf(await openLab(placesFrom(io.env), place.id, place.folder));
  const id = instanceId(place, options);
  const language = languageOf(io, options);
  const rows: FailoverRow[] = [];
  const show = (): void => {
    const reasons = rows.flatMap(({ trigger, reasons: all }) => all.map((reason) => `${trigger}: ${reason[language]}`));
    print(io, [showTable(rows), ...reasons].join('\n'));
  };
  await withContext(io, options, async (context) =>
    measureFailovers(context, { ...(await openRunning(context, id)), triggers, times }, rows),
  ).catch((error: unknown) => {
    // If a later measurement fails, print those that succeeded.
    if (!options.json && rows.some(({ measures }) => measures.length > 0)) show();
    throw error;
  });
  if (options.json)
    printJson(io, { lab: id.lab, instance: id.instance, times, triggers: inLanguage(rows.map(asJson), language) });
  else show();
  return rows.every(({ reasons }) => reasons.length === 0) ? EXIT.fine : EXIT.checkFailed;
}
