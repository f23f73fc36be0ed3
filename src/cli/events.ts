/** Converts events of actions to progress lines. */
import type { ActionEvent } from '../actions/context.ts';
import type { Language } from '../lab/primitives.ts';
import { complaintOf } from '../report/matrix.ts';
import { pointsOf, STATES } from '../report/class-words.ts';
import { withoutControls } from '../util/controls.ts';

type Lines = {
  [T in ActionEvent['type']]: (event: Extract<ActionEvent, { type: T }>, language: Language) => string | undefined;
};

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

const LINES: Lines = {
  phase: ({ message }, language) => message[language],
  warning: ({ message }, language) => `${{ en: 'warning', zh: '警告' }[language]}: ${message[language]}`,
  node: ({ node, state }, language) =>
    state === 'ready' ? `${node} ${{ en: 'is up', zh: '已启动' }[language]}` : undefined,
  step: ({ step }, language) => step.title[language],
  observing: (_, language) => ({ en: 'looking at all nodes', zh: '正在查看所有节点' })[language],
  verdict: ({ verdict }, language) => verdict.title[language],
  failover: ({ trigger, turn, times }) => `${trigger} ${turn}/${times}`,
  'failover-news': () => undefined,
  trial: ({ lab, trial }, language) => {
    const fine = { en: 'as it must be', zh: '符合预期' }[language];
    return `${lab} ${trial.id}: ${complaintOf(trial) ?? fine} (${trial.durationMs} ms)`;
  },
  graded: ({ result, done, total }, language) =>
    `${done}/${total} ${withoutControls(result.submission)}: ${pointsOf(result)} (${STATES[language][result.state]})`,
  started: ({ instance, durationMs, done, total }, language) =>
    `${done}/${total} ${instance} ${{ en: 'is running', zh: '已在运行' }[language]} (${seconds(durationMs)})`,
  // Printed like every other error, not as progress.
  failed: () => undefined,
  build: ({ line }) => line,
};

/** The progress line for an event; undefined if it has none. */
export const lineOf = <T extends ActionEvent['type']>(
  event: Extract<ActionEvent, { type: T }>,
  language: Language,
): string | undefined => LINES[event.type](event, language);
