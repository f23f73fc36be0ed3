/** The order of judging: a check is judged as soon as those that it needs are, and only if they passed. */
import { settleAll } from '../util/settle.ts';
import type { Lab } from '../lab/lab.ts';
import { legible } from '../parsers/legible.ts';
import type { Probes } from '../probes/probes.ts';
import type { Snapshot } from '../probes/snapshot.ts';
import { kindOf } from './kinds.ts';
import { isDisruptive, type Check } from '../lab/checks/kinds.ts';
import type { Finding } from './kind.ts';
import type { Verdict } from './verdict.ts';

export interface RunInput {
  lab: Lab;
  snapshot: Snapshot;
  probes: Probes;
  /** Ids of the checks that are wanted; what they need is judged with them. All when left out. */
  only?: string[];
  onVerdict?: (verdict: Verdict) => void;
}

function verdictOf(check: Check, finding: Finding, durationMs: number): Verdict {
  const { id, title, points, hint } = check;
  const { evidence, note, timeline, comparison } = finding;
  const drawn = { ...(note && { note }), ...(timeline && { timeline }), ...(comparison && { comparison }) };
  const shared = { id, title, maxPoints: points, evidence, durationMs, ...drawn };
  if (finding.passed) return { ...shared, passed: true, points };
  return { ...shared, passed: false, points: 0, reason: finding.reason, ...(hint && { hint }) };
}

export function notJudged({ id, title, points, hint }: Check, needed: Verdict): Verdict {
  return {
    id,
    title,
    passed: null,
    points: 0,
    maxPoints: points,
    reason: {
      en: `not judged, because "${needed.title.en}" (${needed.id}) did not pass`,
      zh: `未判定：“${needed.title.zh}”(${needed.id}) 没有通过`,
    },
    ...(hint && { hint }),
    evidence: [],
    durationMs: 0,
  };
}

/** What traffic-free judging of one check finds; undefined when its kind can say nothing without traffic. */
export function judgeFromSnapshot(lab: Lab, snapshot: Snapshot, check: Check): Finding | undefined {
  const kind = kindOf(check);
  return kind.observe && !kind.alsoUnobserved ? undefined : kind.judge(check, { lab, snapshot, observed: undefined });
}

/** Those checks and all that they need, directly or not. */
function withNeeded(checks: Check[], wanted: Check[]): Check[] {
  const ids = new Set(wanted.map(({ id }) => id));
  // A set goes on over what is added on the way.
  for (const id of ids) for (const need of checks.find((one) => one.id === id)?.needs ?? []) ids.add(need);
  return checks.filter(({ id }) => ids.has(id));
}

/** Names of nodes, or all there is. */
type Breaks = string[] | 'lab';

const overlap = (one: Breaks, other: Breaks): boolean =>
  one === 'lab' || other === 'lab' || one.some((node) => other.includes(node));

/** @returns verdicts in the order of the lab file. @throws whatever an observation throws: that is never a verdict */
export async function runChecks({ lab, snapshot, probes, only, onVerdict }: RunInput): Promise<Verdict[]> {
  const running = new Map<string, Promise<Verdict>>();
  const wanted = lab.checks.filter(({ id }) => !only || only.includes(id));

  // After all that only look, and after those before that break the same. Nothing is broken once a look has thrown.
  let looks: Promise<unknown> | undefined;
  const turns: { breaks: Breaks; ended: Promise<unknown> }[] = [];
  const alone = (breaks: Breaks, look: () => Promise<Verdict>): Promise<Verdict> => {
    const lookers = withNeeded(lab.checks, wanted).filter((check) => !isDisruptive(check));
    looks ??= Promise.all(lookers.map(({ id }) => verdictFor(id)));
    const before = turns.filter((turn) => overlap(turn.breaks, breaks)).map(({ ended }) => ended);
    const mine = looks.then(() => Promise.all(before)).then(look);
    turns.push({ breaks, ended: mine.catch(() => {}) });
    return mine;
  };

  const judge = async (check: Check): Promise<Verdict> => {
    const needed = await Promise.all(check.needs.map((id) => verdictFor(id)));
    const broken = needed.find(({ passed }) => passed !== true);
    if (broken) return notJudged(check, broken);
    const kind = kindOf(check);
    const look = async (): Promise<Verdict> => {
      const started = performance.now();
      const observed = await legible(`what the check ${check.id} saw`, async () => kind.observe?.(check, probes));
      const finding = kind.judge(check, { lab, snapshot, observed });
      return verdictOf(check, finding, Math.round(performance.now() - started));
    };
    if (!kind.disturbs) return look();
    return alone(kind.disturbs === 'lab' ? 'lab' : kind.nodes(check).map(({ node }) => node), look);
  };

  const verdictFor = (id: string): Promise<Verdict> => {
    const check = lab.checks.find((one) => one.id === id);
    if (!check) throw new RangeError(`no check ${id}`);
    const started = running.get(id) ?? judge(check);
    running.set(id, started);
    return started;
  };

  return settleAll(
    wanted.map(async ({ id }) => {
      const verdict = await verdictFor(id);
      onVerdict?.(verdict);
      return verdict;
    }),
  );
}
