/** The guide, step by step: a step is ticked when its checks pass. */
import { computed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { StepView } from '../contract/views.ts';
import { Blocks } from './blocks.tsx';
import { send } from './socket.ts';
import { chosenSection, guides, language, run, steps, words } from './store.ts';
import { pressesEnter } from './typing.ts';

const sections = computed(() => guides.value[language.value]);
const stepOf = (id: string | null): StepView | undefined => steps.value.find((step) => step.id === id);

const isOpen = (id: string | null): boolean => {
  const step = stepOf(id);
  return step?.by === 'student' && (step.state === 'open' || step.state === 'unseen');
};

/** The first step of the student's that is not done; the introduction while nothing is. */
const atHand = computed(() => {
  const done = steps.value.some(({ by, state }) => by === 'student' && state === 'done');
  const next = sections.value.findIndex(({ step }) => isOpen(step));
  return done && next !== -1 ? next : 0;
});

function Tick({ step }: { step: StepView | undefined }) {
  if (!step) return null;
  const signs = { done: '✓', open: '', unseen: '', unchecked: '' };
  return (
    <span class={`tick ${step.state}`} aria-hidden="true">
      {signs[step.state]}
    </span>
  );
}

function Steps({ shown }: { shown: number }) {
  const text = words.value;
  return (
    <ol class="steps">
      {sections.value.map(({ step: id, title }, index) => {
        const step = stepOf(id);
        const name = step ? step.title[language.value] : index === 0 ? text.introduction : title || text.summary;
        const state = step ? `: ${text.stepStates[step.state]}` : '';
        return (
          <li key={index}>
            <button
              type="button"
              class={`${step?.state ?? 'none'} ${step?.by ?? ''}`}
              aria-current={index === shown ? 'step' : undefined}
              aria-label={`${name}${state}`}
              title={`${name}${state}`}
              onClick={() => (chosenSection.value = index)}
            >
              {step?.state === 'done'
                ? '✓'
                : step
                  ? String(sections.value.filter((one, at) => at <= index && one.step !== null).length)
                  : index === 0
                    ? 'i'
                    : '★'}
            </button>
          </li>
        );
      })}
    </ol>
  );
}

const go = (to: number): void => void (chosenSection.value = to);

export function Guide() {
  const text = words.value;
  const first = useRef<number | undefined>(undefined);
  // The step at hand when the page is opened; a step that is done does not turn the page by itself.
  if (first.current === undefined && sections.value.length > 0) first.current = atHand.value;
  const shown = Math.min(chosenSection.value ?? first.current ?? 0, Math.max(0, sections.value.length - 1));
  const section = sections.value[shown];
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => body.current?.scrollTo(0, 0), [shown]);
  if (!section) return null;
  const step = stepOf(section.step);
  return (
    <div class="guide">
      <Steps shown={shown} />
      <div class="guide-body" ref={body} tabIndex={0} role="region" aria-label={text.guide}>
        <h2>
          {section.title || text.introduction}
          <Tick step={step} />
        </h2>
        <Blocks blocks={section.blocks} />
        <div class="guide-end">
          {step && step.checks.length > 0 && step.by === 'student' && (
            <button
              type="button"
              class="primary"
              disabled={run.value !== null}
              onClick={() => send({ type: 'check', only: step.checks })}
            >
              {text.checkStep}
            </button>
          )}
          {step && <span class={`state ${step.state}`}>{text.stepStates[step.state]}</span>}
        </div>
      </div>
      <div class="guide-foot">
        <button type="button" disabled={shown === 0} onClick={() => go(shown - 1)}>
          ← {text.previous}
        </button>
        <label>
          <input
            type="checkbox"
            checked={pressesEnter.value}
            onChange={() => (pressesEnter.value = !pressesEnter.value)}
          />
          {text.alsoEnter}
        </label>
        <button type="button" disabled={shown === sections.value.length - 1} onClick={() => go(shown + 1)}>
          {text.next} →
        </button>
      </div>
    </div>
  );
}
