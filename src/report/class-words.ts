/** What a class came to, in words that several reporters use. */
import type { ClassReport, Result, State } from '../grade/result.ts';
import type { WorkersPlan } from '../grade/workers.ts';
import type { Language } from '../lab/primitives.ts';

export const STATES: Record<Language, Record<State, string>> = {
  zh: { judged: '已判定', 'timed-out': '超时', 'not-judged': '未判定', invalid: '无效' },
  en: { judged: 'judged', 'timed-out': 'timed out', 'not-judged': 'not judged', invalid: 'invalid' },
};

/** What became of those that were not judged, in a line that nobody overlooks; undefined: there are none. */
export function notJudgedLine({ submissions }: ClassReport, language: Language): string | undefined {
  const names = submissions.filter(({ state }) => state === 'not-judged').map(({ submission }) => submission);
  if (names.length === 0) return undefined;
  return language === 'zh'
    ? `未判定 ${names.length} 份，没有分数，也不是 0 分：${names.join('、')}。请查看原因，或再次运行 \`lab grade\``
    : `NOT JUDGED: ${names.length} of ${submissions.length}, which have no points, and not 0: ${names.join(', ')}. See why, or run \`lab grade\` again`;
}

export const pointsOf = ({ points, maxPoints }: Pick<Result, 'points' | 'maxPoints'>): string =>
  `${points ?? '–'}/${maxPoints}`;

const BOUNDS: Record<Language, Record<WorkersPlan['boundBy'], string>> = {
  zh: { cores: '受处理器核数限制', memory: '受内存限制', submissions: '提交数量', option: '由 --workers 指定' },
  en: {
    cores: 'as the processors allow',
    memory: 'as the memory allows',
    submissions: 'as many as there are',
    option: 'as --workers says',
  },
};

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(1);
const gibibytes = (bytes: number): string => (bytes / 1024 ** 3).toFixed(1);

/** Share of busy processors from which they, and not waiting, decided how long it took. */
const BUSY = 0.85;

/** How long it took, how much of the machine, and what kept it from being quicker. */
export function courseOf(report: ClassReport, language: Language): string[] {
  const { workers, machine, durationMs, addedUpMs, resumed } = report;
  const ratio = durationMs === 0 ? '1.0' : (addedUpMs / durationMs).toFixed(1);
  const busy = machine.cpuBusy === null ? undefined : Math.round(machine.cpuBusy * 100);
  const peak = machine.peakMemoryBytes === null ? undefined : gibibytes(machine.peakMemoryBytes);
  const isBusy = (machine.cpuBusy ?? 0) >= BUSY;
  if (language === 'zh') {
    return [
      `用时 ${seconds(durationMs)} 秒；各份自己的用时相加为 ${seconds(addedUpMs)} 秒，平均同时 ${ratio} 份`,
      `最多同时 ${workers.count} 份（${BOUNDS.zh[workers.boundBy]}）`,
      ...(busy === undefined ? [] : [`处理器占用 ${busy}%，${isBusy ? '时间受处理器限制' : '时间主要用于等待'}`]),
      ...(peak === undefined ? [] : [`内存峰值增加 ${peak} GiB，共 ${gibibytes(machine.memoryBytes)} GiB`]),
      ...(resumed === 0 ? [] : [`${resumed} 份沿用上次的结果`]),
    ];
  }
  return [
    `${seconds(durationMs)} s; the times of the submissions add up to ${seconds(addedUpMs)} s, ${ratio} of them went on at a time`,
    `${workers.count} at once at most (${BOUNDS.en[workers.boundBy]})`,
    ...(busy === undefined
      ? []
      : [`processors ${busy} % busy: ${isBusy ? 'they bounded it' : 'it was waiting that took the time'}`]),
    ...(peak === undefined ? [] : [`memory rose by ${peak} GiB at most, of ${gibibytes(machine.memoryBytes)} GiB`]),
    ...(resumed === 0 ? [] : [`${resumed} results are from an earlier run`]),
  ];
}
