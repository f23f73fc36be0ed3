/** The steps of a lab with the state of each, as text. Pure. */
import { STEP_STATES, type StepSeen, type StepState } from '../checks/step-state.ts';
import type { Language } from '../lab/primitives.ts';
import { table } from '../util/wrap.ts';

const SIGNS: Record<StepState, string> = { done: '✔', open: '✘', unseen: '·', unchecked: '–' };

const LEGEND: Record<Language, Record<StepState, (lab: string) => string>> = {
  zh: {
    done: () => '已完成',
    open: () => '未完成',
    unseen: (lab) => `尚不清楚：由 \`lab check ${lab}\` 发送所需的流量`,
    unchecked: () => '没有对应的检查',
  },
  en: {
    done: () => 'done',
    open: () => 'not done',
    unseen: (lab) => `not known yet: \`lab check ${lab}\` sends the traffic that shows it`,
    unchecked: () => 'not covered by a check',
  },
};

const AGO: Record<Language, (minutes: number) => string> = {
  zh: (minutes) => `需要流量的结果来自${minutes === 0 ? '刚才' : ` ${minutes} 分钟前`}的 \`lab check\`。`,
  en: (minutes) =>
    `Results that need traffic are from \`lab check\`, ${minutes === 0 ? 'just now' : `${minutes} min ago`}.`,
};

export interface StepsShown {
  /** As it is typed after a verb: "exp1", "exp1 --as mine". */
  lab: string;
  language: Language;
  /** When `lab check` last ran, in milliseconds since 1970; null: never. */
  checkedAt: number | null;
  nowMs: number;
}

/** Explains the symbols that occur in `steps`. */
export function stepLegend(steps: StepSeen[], { lab, language, checkedAt, nowMs }: StepsShown): string[] {
  const shown = STEP_STATES.filter((state) => steps.some((step) => step.state === state));
  const legend = shown.map((state) => `${SIGNS[state]} ${LEGEND[language][state](lab)}`).join('   ');
  return [
    ...(legend === '' ? [] : [legend]),
    ...(checkedAt === null ? [] : [AGO[language](Math.max(0, Math.floor((nowMs - checkedAt) / 60_000)))]),
  ];
}

export const stepTable = (steps: StepSeen[], language: Language): string =>
  table(steps.map(({ id, title, state }) => [SIGNS[state], id, title[language]]));

/** All steps on one line, for the end of a report. */
export const stepLine = (steps: StepSeen[]): string => steps.map(({ id, state }) => `${SIGNS[state]} ${id}`).join('  ');
