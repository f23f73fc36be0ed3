import type { Text } from '../lab/primitives.ts';
import { sharedLink } from '../lab/shared-link.ts';
import { ARP_VALUES, predictArp, type Told } from '../models/arp.ts';
import type { ArpCell, ArpRow } from '../probes/results.ts';
import { nodeSeen } from '../probes/snapshot.ts';
import { parsePrediction, UNPREDICTED } from '../parsers/prediction.ts';
import { judgeAddress } from './address.ts';
import { fail, pass, type CheckKind, type Seen } from './kind.ts';
import type { CheckOf } from '../lab/checks/kinds.ts';

type Parameters = CheckOf<'arp-matrix'>;

/** What was predicted, and what was measured once it was: nothing is shown before. */
export interface MatrixSeen {
  /** undefined: there is no such file. */
  prediction: string | undefined;
  rows: ArpRow[] | undefined;
}

const EXPECTED: Record<Parameters['setting'], Text> = {
  arp_ignore: { en: 'yes or no', zh: 'yes 或 no' },
  arp_announce: { en: 'an address', zh: '一个地址' },
};

/** The words of the row, one a case; or why they cannot be compared with anything. */
function predictedBy(
  { from, setting, value, cases, prediction: path }: Parameters,
  text: string | undefined,
): string[] | Text {
  if (text === undefined) {
    return { en: `${from} has no file ${path}`, zh: `${from} 上没有文件 ${path}` };
  }
  const row = `${setting} ${value}`;
  const [words, second] = parsePrediction(text, setting, value);
  if (!words) return { en: `${path} has no line "${row}"`, zh: `${path} 里没有“${row}”这一行` };
  if (second) return { en: `${path} has more than one line "${row}"`, zh: `${path} 里有不止一行“${row}”` };
  const names = cases.map(({ name }) => name).join(', ');
  if (words.length !== cases.length) {
    return {
      en: `${path}: "${row}" is followed by ${words.length} words, expected ${cases.length}: ${names}`,
      zh: `${path}：“${row}”后面有 ${words.length} 个词，应有 ${cases.length} 个：${names}`,
    };
  }
  for (const [index, { written, read }] of words.entries()) {
    const place = `${row}, ${cases[index]?.name}`;
    if (read === UNPREDICTED) return { en: `${place}: not predicted yet`, zh: `${place}：还没有预测` };
    if (read === undefined || (setting === 'arp_ignore') === read.includes('.')) {
      const expected = EXPECTED[setting];
      return {
        en: `${place}: got "${written}", expected ${expected.en}`,
        zh: `${place}：写的是“${written}”，应为${expected.zh}`,
      };
    }
  }
  return words.map(({ read }) => read ?? '');
}

/** Why the node is not in the situation that a case is about; undefined when it is. */
function complainOfCases({ node, cases }: Parameters, { snapshot }: Seen<unknown>): Text | undefined {
  for (const { name, address: at, scope } of cases) {
    const has = judgeAddress({ node, address: at }, snapshot);
    if (!has.passed) return has.reason;
    const other = nodeSeen(snapshot, node).addresses.find(
      (one) => one.address === at && one.scope !== (scope ?? one.scope),
    );
    if (other) {
      return {
        en: `${node} has ${at} with scope ${other.scope}, and the case ${name} is about scope ${scope}`,
        zh: `${node} 上 ${at} 的 scope 是 ${other.scope}，而 ${name} 一列说的是 scope ${scope}`,
      };
    }
  }
  return undefined;
}

/** What the rules tell of a cell; undefined where they tell something else than what was measured. */
function explain(parameters: Parameters, seen: Seen<unknown>, index: number, cell: ArpCell): Text | undefined {
  const { node, from, setting, value, cases } = parameters;
  const link = sharedLink(seen.lab, node, from);
  const one = cases[index];
  if (!link || !one) return undefined;
  const addresses = nodeSeen(seen.snapshot, node).addresses.filter(({ family }) => family === 'inet');
  const peer = setting === 'arp_ignore' ? (cell.sender ?? '') : cell.target;
  const told: Told = predictArp[setting](addresses, value, { device: link.mine.name, address: one.address, peer });
  return told.outcome === cell.outcome ? told.why : undefined;
}

const UNEXPLAINED: Text = {
  en: 'which the rules do not explain: is there arptables, or arp_filter?',
  zh: '规则解释不了：有 arptables 或 arp_filter 吗？',
};

/** What happened, in words. */
function saidOf({ node, setting }: Parameters, { outcome, sender }: ArpCell): Text {
  if (setting === 'arp_ignore') {
    return outcome === 'yes'
      ? { en: `${node} answers`, zh: `${node} 应答` }
      : { en: `${node} is silent`, zh: `${node} 不应答` };
  }
  return sender === undefined
    ? { en: `${node} was not heard asking`, zh: `没有听到 ${node} 发问` }
    : { en: `${node} asks with "tell ${outcome}"`, zh: `${node} 发问时写的是 tell ${outcome}` };
}

function lineOf(parameters: Parameters, cell: ArpCell, name: string, predicted: string, why: Text): string {
  const { setting, value, node } = parameters;
  const asked = `who has ${cell.target}, tell ${cell.sender ?? '?'}`;
  const happened = setting === 'arp_ignore' ? `${asked}? ${saidOf(parameters, cell).en}` : `${node}: ${asked}`;
  return `${setting} ${value}, ${name}: ${happened}; predicted ${predicted}. ${why.en}`;
}

/** As predicted, but by something else than the setting: a filter that makes every value do the same shows nothing of it. */
function unexplained(parameters: Parameters, { cell, name }: { cell: ArpCell; name: string }): Text {
  const { setting, value } = parameters;
  const said = saidOf(parameters, cell);
  return {
    en: `${setting} ${value}, ${name}: ${said.en}, as predicted, but ${setting} is not what makes it so: is there arptables, or arp_filter?`,
    zh: `${setting} ${value}，${name}：${said.zh}，与预测一致，但这不是 ${setting} 造成的：有 arptables 或 arp_filter 吗？`,
  };
}

export const kind: CheckKind<Parameters, MatrixSeen> = {
  async observe(parameters, probes) {
    const { node, from, setting, value, cases, prediction: path } = parameters;
    const prediction = await probes.file(from, path);
    if (!Array.isArray(predictedBy(parameters, prediction))) return { prediction, rows: undefined };
    const usual = ARP_VALUES[setting];
    const values = usual.includes(value) ? usual : [value];
    const asked = cases.map(({ address: at, asker }) => ({ address: at, asker }));
    return { prediction, rows: await probes.arpMatrix({ node, from, setting, values, cases: asked }) };
  },
  judge(parameters, seen) {
    const { setting, value, cases } = parameters;
    const predicted = predictedBy(parameters, seen.observed.prediction);
    if (!Array.isArray(predicted)) return fail(predicted);
    const complaint = complainOfCases(parameters, seen);
    if (complaint) return fail(complaint);
    const cells = seen.observed.rows?.find((row) => row.value === value)?.cells;
    if (cells?.length !== cases.length) throw new RangeError(`${setting} ${value} was not measured`);
    const judged = cells.map((cell, index) => {
      const [name = '', word = ''] = [cases[index]?.name, predicted[index]];
      const why = explain(parameters, seen, index, cell) ?? UNEXPLAINED;
      return { cell, name, word, why, line: lineOf(parameters, cell, name, word, why) };
    });
    const evidence = judged.map(({ line }) => line);
    const wrong = judged.find(({ cell, word }) => cell.outcome !== word);
    if (!wrong) {
      const other = judged.find(({ why }) => why === UNEXPLAINED);
      return other ? fail(unexplained(parameters, other), ...evidence) : pass(...evidence);
    }
    const { cell, name, word, why } = wrong;
    const said = saidOf(parameters, cell);
    return fail(
      {
        en: `${setting} ${value}, ${name}: predicted ${word}, but ${said.en}: ${why.en}`,
        zh: `${setting} ${value}，${name}：预测是 ${word}，实测 ${said.zh}：${why.zh}`,
      },
      ...evidence,
    );
  },
};
