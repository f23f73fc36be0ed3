import type { Text } from '../lab/primitives.ts';
import { nodeSeen } from '../probes/snapshot.ts';
import { type ActionSeen, KILLED } from '../probes/results.ts';
import { fail, pass, type CheckKind, type Seen } from './kind.ts';
import { differenceOf, freshState, joined, moved, stateOf, withoutTimeouts, type Difference } from './node-state.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'script'>;
type Action = Parameters['actions'][number];
interface Observed {
  /** Of each node, of each action. */
  seen: ActionSeen[][];
  /** The address that nobody has; undefined: no action needs one. */
  drawn: string | undefined;
}

/** The action as it is run. */
const concrete = (one: Action, drawn: string | undefined): Action =>
  one.another && drawn !== undefined
    ? { ...one, environment: { ...one.environment, [one.another.variable]: drawn } }
    : one;

/** What was there before the first action. */
type Started = Pick<Seen<unknown>, 'lab' | 'snapshot'>;

const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

function commandOf(path: string, { arguments: words, environment }: Action): string {
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return [...settings, path, ...words].join(' ');
}

function complainOfStatus({ exitCode }: ActionSeen, { succeeds }: Action): Text | undefined {
  if (exitCode === NOT_FOUND) {
    return { en: 'is not there, or its first line names no shell', zh: '不存在，或者第一行写的解释器不存在' };
  }
  if (exitCode === NOT_EXECUTABLE) return { en: 'may not be executed: chmod +x', zh: '没有执行权限：chmod +x' };
  if (exitCode === KILLED) return { en: 'did not end within 10 s', zh: '10 秒内没有结束' };
  if ((exitCode === 0) === succeeds) return undefined;
  return succeeds
    ? { en: `ended with exit status ${exitCode}, expected 0`, zh: `的退出码是 ${exitCode}，应为 0` }
    : { en: 'ended with exit status 0, expected another', zh: '的退出码是 0，不应为 0' };
}

const LACKS: Text = { en: 'lacks', zh: '缺少' };
const HAS: Text = { en: 'has, and must not have', zh: '不应有' };

/** A line for each. */
const describeDifference = ({ missing, left }: Difference): string[] => [
  ...missing.map((line) => `  ${LACKS.en} ${line}`),
  ...left.map((line) => `  ${HAS.en} ${line}`),
];

function complainOfState({ missing, left }: Difference): Text | undefined {
  const [first = left[0]] = missing;
  if (first === undefined) return undefined;
  const verb = missing.length > 0 ? LACKS : HAS;
  const count = missing.length + left.length;
  const [en, zh] =
    count === 1 ? ['', ''] : [` (the first of ${count} differences)`, `（共 ${count} 处不同，这是第一处）`];
  return {
    en: `left a node that ${verb.en} ${first}${en}`,
    zh: `执行之后，节点${verb.zh} ${first}${zh}`,
  };
}

function stateAfter(
  { state, another }: Action,
  drawn: string | undefined,
  node: string,
  { lab, snapshot }: Started,
): string[] {
  const wanted = state === 'fresh' ? freshState(lab, node) : stateOf(nodeSeen(snapshot, node));
  if (!another || drawn === undefined) return wanted;
  const { instead, beside } = another;
  if (instead !== undefined) return moved(wanted, instead, drawn);
  return beside === undefined ? wanted : joined(wanted, beside, drawn);
}

interface Outcome {
  lines: string[];
  complaint: Text | undefined;
}

function outcomeOf(
  { path }: Parameters,
  { action: wanted, drawn }: { action: Action; drawn: string | undefined },
  node: string,
  seen: ActionSeen,
  started: Started,
): Outcome {
  const command = commandOf(path, concrete(wanted, drawn));
  const state = stateOf(seen.after);
  const difference = differenceOf(
    wanted.state === 'fresh' ? withoutTimeouts(state) : state,
    stateAfter(wanted, drawn, node, started),
  );
  const status = complainOfStatus(seen, wanted);
  const found = status ?? complainOfState(difference);
  const said = seen.output.trim().split('\n').at(-1) || '-';
  return {
    lines: [`${node}# ${command}: ${seen.exitCode}, ${said}`, ...(status ? [] : describeDifference(difference))],
    complaint: found && { en: `${node}: ${command} ${found.en}`, zh: `${node}：${command} ${found.zh}` },
  };
}

export const kind: CheckKind<Parameters, Observed> = {
  async observe({ nodes, path, actions }, probes) {
    const drawn = actions.some(({ another }) => another) ? probes.unused(nodes[0] ?? '') : undefined;
    const run = actions.map((one) => concrete(one, drawn));
    return { seen: await probes.script(nodes, path, run), drawn };
  },
  judge(parameters, { lab, snapshot, observed: { seen: all, drawn } }) {
    const { nodes, actions } = parameters;
    const outcomes = nodes.flatMap((node, index) =>
      (all[index] ?? []).flatMap((seen, step) => {
        const wanted = actions[step];
        return wanted ? [outcomeOf(parameters, { action: wanted, drawn }, node, seen, { lab, snapshot })] : [];
      }),
    );
    const evidence = outcomes.flatMap(({ lines }) => lines);
    const first = outcomes.find(({ complaint }) => complaint)?.complaint;
    return first ? fail(first, ...evidence) : pass(...evidence);
  },
};
