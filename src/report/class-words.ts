/** Texts about a graded class that several reporters share. */
import type { ClassReport, Result, State } from '../actions/grade/result.ts';
import type { WorkersPlan } from '../actions/grade/workers.ts';
import type { Language } from '../lab/primitives.ts';

export const STATES: Record<Language, Record<State, string>> = {
  zh: { judged: '已判定', 'timed-out': '超时', 'not-judged': '未判定', invalid: '无效' },
  en: { judged: 'judged', 'timed-out': 'timed out', 'not-judged': 'not judged', invalid: 'invalid' },
};

/** A conspicuous line that lists the submissions that were not judged; undefined if there are none. */
export function notJudgedLine({ submissions }: ClassReport, language: Language): string | undefined {
  const names = submissions.filter(({ state }) => state === 'not-judged').map(({ submission }) => submission);
  if (names.length === 0) return undefined;
  return language === 'zh'
    ? `未判定 ${names.length} 份，没有分数（不等于 0 分）：${names.join('、')}。请查看原因，或再次运行 \`lab grade\``
    : `NOT JUDGED: ${names.length} of ${submissions.length}, without points (which does not mean 0 points): ${names.join(', ')}. See the reasons, or run \`lab grade\` again`;
}

export const pointsOf = ({ points, maxPoints }: Pick<Result, 'points' | 'maxPoints'>): string =>
  `${points ?? '–'}/${maxPoints}`;

const BOUNDS: Record<Language, Record<WorkersPlan['boundBy'], string>> = {
  zh: { cores: '受处理器核数限制', memory: '受内存限制', submissions: '提交数量', option: '由 --workers 指定' },
  en: {
    cores: 'limited by the processors',
    memory: 'limited by the memory',
    submissions: 'all submissions',
    option: 'set by --workers',
  },
};

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(1);
const gibibytes = (bytes: number): string => (bytes / 1024 ** 3).toFixed(1);

/** From this share of busy processors on, the processors and not waiting determined the duration. */
const BUSY = 0.85;

/** How long grading took, how much of the machine it used, and what limited its speed. */
export function courseOf(report: ClassReport, language: Language): string[] {
  const { workers, machine, durationMs, addedUpMs, resumed } = report;
  const ratio = durationMs === 0 ? '1.0' : (addedUpMs / durationMs).toFixed(1);
  const busy = machine.cpuBusy === null ? undefined : Math.round(machine.cpuBusy * 100);
  const peak = machine.peakMemoryBytes === null ? undefined : gibibytes(machine.peakMemoryBytes);
  const isBusy = (machine.cpuBusy ?? 0) >= BUSY;
  if (language === 'zh') {
    return [
      `用时 ${seconds(durationMs)} 秒；各份用时合计 ${seconds(addedUpMs)} 秒，平均同时评 ${ratio} 份`,
      `最多同时评 ${workers.count} 份（${BOUNDS.zh[workers.boundBy]}）`,
      ...(busy === undefined ? [] : [`处理器占用 ${busy}%，${isBusy ? '速度受处理器限制' : '时间主要用于等待'}`]),
      ...(peak === undefined ? [] : [`内存峰值增加 ${peak} GiB，共 ${gibibytes(machine.memoryBytes)} GiB`]),
      ...(resumed === 0 ? [] : [`${resumed} 份沿用上次的结果`]),
    ];
  }
  return [
    `${seconds(durationMs)} s; the submissions took ${seconds(addedUpMs)} s in total, on average ${ratio} at a time`,
    `at most ${workers.count} at a time (${BOUNDS.en[workers.boundBy]})`,
    ...(busy === undefined
      ? []
      : [`processors ${busy} % busy: ${isBusy ? 'they limited the speed' : 'most of the time was spent waiting'}`]),
    ...(peak === undefined ? [] : [`memory use rose by at most ${peak} of ${gibibytes(machine.memoryBytes)} GiB`]),
    ...(resumed === 0 ? [] : [`results reused from an earlier run: ${resumed}`]),
  ];
}
